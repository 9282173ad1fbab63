package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ACK and NACK do on subscriptions that end with their connection. */
final class StompSessionAckTest {
    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);

    @Test
    @Clause({"STOMP-1.2-ACK", "S3", "A1"})
    void windowOpensForEachThatIsAcknowledged() {
        subscribe("client-individual", "prefetch-count:2");
        assertThat(send(4)).hasSize(2);

        List<String> answer = fixture.send("ACK\nid:101-1-2\nsubscription:ignored\n\n\0");

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).contains("message-id:102-1-3\n");
    }

    @Test
    @Clause("S3")
    void clientModeAcknowledgesAllBefore() {
        subscribe("client", "activemq.prefetchSize:3");
        send(6);

        assertThat(fixture.send("ACK\nid:102-1-3\n\n\0")).hasSize(3);
    }

    @Test
    @Clause("S3")
    void clientModeIsCumulativeWithinItsSubscriptionOnly() {
        fixture.send(
                "SUBSCRIBE\nid:a\ndestination:a\nack:client\nprefetch-count:1\n\n\0"
                        + "SUBSCRIBE\nid:b\ndestination:a\nack:client\nprefetch-count:1\n\n\0");
        assertThat(send(2)).hasSize(2);

        List<String> answer = fixture.send("ACK\nid:100-2-1\n\n\0");

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).contains("subscription:b\n");
    }

    @Test
    @Clause({"STOMP-1.2-NACK", "A2"})
    void nackDropsAndIsCounted() {
        subscribe("client", "prefetch-count:2");
        send(4);

        assertThat(fixture.send("NACK\nid:101-1-2\nreceipt:n\n\n\0")).hasSize(3);
        assertThat(fixture.count("messages_dropped_total", "reason", "rejected")).isEqualTo(2);
    }

    @Test
    @Clause("A1")
    void oneOneAcknowledgesByMessageIdAndSubscription() {
        SessionFixture eleven = SessionFixture.connected(StompVersion.V1_1);
        eleven.send("SUBSCRIBE\nid:s\ndestination:a\nack:client\nprefetch-count:1\n\n\0");
        eleven.send("SEND\ndestination:a\n\n1\0SEND\ndestination:a\n\n2\0");

        assertThat(eleven.send("ACK\nmessage-id:100-1-1\nsubscription:s\n\n\0")).hasSize(1);
        assertThat(eleven.send("ACK\nmessage-id:101-1-2\nsubscription:t\n\n\0").get(0))
                .contains("of no message that was sent");
    }

    @Test
    @Clause("A1")
    void oneOneWantsTheSubscription() {
        SessionFixture eleven = SessionFixture.connected(StompVersion.V1_1);
        eleven.send("SUBSCRIBE\nid:s\ndestination:a\nack:client\n\n\0");
        eleven.send("SEND\ndestination:a\n\n1\0");

        assertThat(eleven.send("ACK\nmessage-id:100-1-1\n\n\0").get(0))
                .contains("ACK wants a header subscription.");
    }

    @Test
    @Clause("A1")
    void oneZeroAcknowledgesByMessageId() {
        SessionFixture ten = SessionFixture.connected(StompVersion.V1_0);
        ten.send("SUBSCRIBE\ndestination:a\nack:client\nprefetch-count:1\n\n\0");
        ten.send("SEND\ndestination:a\n\n1\0SEND\ndestination:a\n\n2\0");

        assertThat(ten.send("ACK\nmessage-id:100-1-1\n\n\0")).hasSize(1);
    }

    @Test
    @Clause("A2")
    void oneZeroHasNoNack() {
        SessionFixture ten = SessionFixture.connected(StompVersion.V1_0);

        assertThat(ten.send("NACK\nmessage-id:100-1-1\n\n\0").get(0))
                .contains("message:unknown command\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-1-9", "100-2-1", "999-1-1", "abc", "100", "-1-1-1", "1-0-1"})
    void whatNeverWasSentIsRefused(String id) {
        subscribe("client", "x:y");
        send(1);

        assertThat(fixture.send("ACK\nid:" + id + "\nreceipt:r\n\n\0").get(0))
                .contains("message:unknown message\n", "receipt-id:r\n");
    }

    @Test
    void whatIsAcknowledgedTwiceIsIgnored() {
        subscribe("client-individual", "prefetch-count:1");
        send(3);

        assertThat(fixture.send("ACK\nid:100-1-1\n\n\0")).hasSize(1);
        assertThat(fixture.send("ACK\nid:100-1-1\nreceipt:r\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:r\n\n");
    }

    @Test
    void ackAfterUnsubscribeIsIgnored() {
        subscribe("client", "x:y");
        send(1);
        fixture.send("UNSUBSCRIBE\nid:s\n\n\0");

        assertThat(fixture.send("ACK\nid:100-1-1\nreceipt:r\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:r\n\n");
    }

    @Test
    void ackInAutoModeIsIgnored() {
        subscribe("auto", "x:y");
        send(1);

        assertThat(fixture.send("ACK\nid:100-1-1\nreceipt:r\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:r\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefetch-count:x", "prefetch-count:-1", "activemq.prefetchSize:1.5"})
    void prefetchThatIsNoNumberIsRefused(String header) {
        subscribe("client", header);

        assertThat(fixture.out.closed).contains(CloseReason.VIOLATION);
    }

    @Test
    void prefetchZeroMeansTheMost() {
        subscribe("client", "prefetch-count:0");

        assertThat(send(30)).hasSize(30);
    }

    private void subscribe(String mode, String header) {
        fixture.send("SUBSCRIBE\nid:s\ndestination:a\nack:" + mode + "\n" + header + "\n\n\0");
    }

    private List<String> send(int count) {
        return fixture.send("SEND\ndestination:a\n\nx\0".repeat(count));
    }
}
