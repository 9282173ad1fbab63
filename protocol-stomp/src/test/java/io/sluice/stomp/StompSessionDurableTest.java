package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that outlive their connections. */
final class StompSessionDurableTest {
    private static final long EXPIRY = Duration.ofDays(30).toSeconds();

    private final SessionFixture fixture =
            new SessionFixture().connect(StompVersion.V1_2, "client-id:c/1\n");
    private final RecordingBroker broker = fixture.broker;

    @ParameterizedTest
    @CsvSource({
        "durable:true, s",
        "persistent:TRUE, s",
        "activemq.subscriptionName:news, news",
        "activemq.subcriptionName:news, news",
        "durable-subscription-name:news, news"
    })
    void everySpellingOpensTheSessionOfThatName(String header, String name) {
        subscribe(header);

        SessionRequest opened = broker.opened.get(0);
        assertThat(opened.name().space()).isEqualTo("stomp");
        assertThat(opened.name().id()).isEqualTo("client-id:c%2F1/" + name);
        assertThat(opened.cleanStart()).isFalse();
        assertThat(opened.expirySeconds()).isEqualTo(EXPIRY);
        assertThat(broker.subscribed.get(0).qos()).isEqualTo(1);
        assertThat(broker.subscribed.get(0).retainHandling()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"durable:true, true", "durable:false, false"})
    void durableIsKeptQosZeroToo(String header, boolean kept) {
        subscribe(header);

        assertThat(broker.subscriber().keepsQos0()).isEqualTo(kept);
    }

    @Test
    void withoutClientIdTheLoginIsTheScope() {
        SessionFixture other = SessionFixture.connected(StompVersion.V1_2);

        other.send("SUBSCRIBE\nid:s\ndestination:a\ndurable:true\n\n\0");

        assertThat(other.broker.opened.get(0).name().id()).isEqualTo("login:jo/s");
    }

    @Test
    void queueIsDurableByItself() {
        fixture.send("SUBSCRIBE\nid:s\ndestination:/queue/a\ndurable:true\n\n\0");

        assertThat(broker.opened.get(0).isDurable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISCONNECT\n\n\0", "UNSUBSCRIBE\nid:s\n\n\0", "NONSENSE\n\n\0"})
    void leavesItsCursorWithWhatIsNotAcknowledged(String end) {
        subscribe("durable:true\nack:client-individual");
        send(3);
        fixture.send("ACK\nid:101-1-2\n\n\0");

        fixture.send(end);

        assertThat(broker.closes.get(0).expirySeconds()).isEqualTo(EXPIRY);
        Inflight left = broker.inflights.get(0);
        assertThat(left.offsets()).containsExactly(100, 102);
        assertThat(left.packetIds()).containsExactly(1, 3);
        assertThat(left.stages()).containsOnly(Inflight.SENT_QOS1);
    }

    @Test
    void autoModeLeavesNothingUnacknowledged() {
        subscribe("durable:true");
        send(3);

        fixture.session.connectionLost();
        broker.run();

        assertThat(broker.inflights).containsExactly(Inflight.NONE);
        assertThat(broker.closes.get(0).expirySeconds()).isEqualTo(EXPIRY);
    }

    @Test
    void whatWasNotAcknowledgedComesAgainUnderItsNumber() {
        send(1);
        broker.sleeping = present("a");
        subscribe("durable:true\nack:client-individual");

        broker.resend(7);

        List<String> again = fixture.out.take();
        assertThat(again).hasSize(1);
        assertThat(again.get(0)).contains("message-id:100-1-7\n", "\nredelivered:true\n");
        assertThat(broker.subscriber().inflight().packetIds()).containsExactly(7);
        assertThat(fixture.send("ACK\nid:100-1-7\n\n\0")).isEmpty();
        assertThat(broker.subscriber().inflight().count()).isZero();
    }

    @Test
    void nameThatReadsSomethingElseNowBeginsAnew() {
        broker.sleeping = present("other/#");

        List<String> answer =
                fixture.send(
                        "SUBSCRIBE\nid:s\ndestination:a\ndurable:true\nreceipt:r\n\n\0"
                                + "SEND\ndestination:a\n\nx\0");

        assertThat(broker.opened)
                .extracting(SessionRequest::cleanStart)
                .containsExactly(false, true);
        assertThat(broker.closes.get(0).expirySeconds()).isZero();
        assertThat(answer).hasSize(2);
        assertThat(answer.get(0)).isEqualTo("RECEIPT\nreceipt-id:r\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"durable:true", "persistent:true", "activemq.subscriptionName:s"})
    void unsubscribeWithTheSameHeaderDeletes(String header) {
        subscribe(header);

        List<String> answer = fixture.send("UNSUBSCRIBE\nid:s\n" + header + "\nreceipt:u\n\n\0");

        assertThat(answer).containsExactly("RECEIPT\nreceipt-id:u\n\n");
        assertThat(broker.closes.get(0).expirySeconds()).isZero();
        assertThat(broker.barriers).isEqualTo(1);
    }

    @Test
    void unsubscribeDeletesAlsoWhatSleeps() {
        broker.sleeping = present("a");

        List<String> answer =
                fixture.send("UNSUBSCRIBE\nid:x\nactivemq.subscriptionName:s\nreceipt:u\n\n\0");

        assertThat(answer).containsExactly("RECEIPT\nreceipt-id:u\n\n");
        assertThat(broker.opened.get(0).name().id()).isEqualTo("client-id:c%2F1/s");
        assertThat(broker.closes.get(0).expirySeconds()).isZero();
        assertThat(fixture.send("UNSUBSCRIBE\nid:x\nactivemq.subscriptionName:s\n\n\0")).isEmpty();
    }

    @Test
    void unsubscribeOfAnUnknownNameIsRefused() {
        assertThat(fixture.send("UNSUBSCRIBE\nid:s\ndurable:true\nreceipt:u\n\n\0").get(0))
                .contains("message:unknown subscription\n", "receipt-id:u\n");
    }

    @Test
    void unsubscribeByAnotherNameIsRefused() {
        subscribe("activemq.subscriptionName:one");

        assertThat(fixture.send("UNSUBSCRIBE\nid:s\nactivemq.subscriptionName:two\n\n\0").get(0))
                .contains("message:bad subscription name\n");
    }

    @Test
    void secondUseUnderOneLoginIsRefusedUntilTheFirstEnds() {
        SessionFixture relay = SessionFixture.connected(StompVersion.V1_2);
        String wanted = "SUBSCRIBE\nid:%s\ndestination:a\ndurable-subscription-name:n\n\n\0";
        relay.send(wanted.formatted("1"));

        assertThat(relay.send(wanted.formatted("2")).get(0))
                .contains("message:subscription in use\n");
        assertThat(relay.durables.take(durable("login:jo/n"), fixture.session)).isTrue();
    }

    @Test
    void secondUseInOneConnectionIsRefusedAlsoWithClientId() {
        subscribe("durable-subscription-name:n");

        assertThat(
                        fixture.send(
                                        "SUBSCRIBE\nid:t\ndestination:a\n"
                                                + "durable-subscription-name:n\n\n\0")
                                .get(0))
                .contains("message:subscription in use\n");
    }

    @Test
    void takenOverIsToldAndLeavesItsCursor() {
        subscribe("durable:true\nack:client");
        send(1);

        broker.subscriber().takenOver();
        broker.run();

        assertThat(fixture.out.take().get(0)).startsWith("ERROR\nmessage:the session was taken");
        assertThat(broker.closes.get(0).expirySeconds()).isEqualTo(EXPIRY);
        assertThat(broker.inflights.get(0).count()).isEqualTo(1);
    }

    @Test
    void oneZeroNeedsAnIdToBeDurable() {
        SessionFixture ten = SessionFixture.connected(StompVersion.V1_0);

        assertThat(ten.send("SUBSCRIBE\ndestination:a\ndurable:true\n\n\0").get(0))
                .contains("SUBSCRIBE wants a header id.");
    }

    private static Durable durable(String id) {
        return new Durable(new SessionName("stomp", id), false);
    }

    private static SessionState present(String filter) {
        Subscription subscription = Subscription.of(new TopicFilter(filter), 1);
        return new SessionState(true, List.of(subscription), new int[0], Inflight.NONE);
    }

    private void subscribe(String headers) {
        fixture.send("SUBSCRIBE\nid:s\ndestination:a\n" + headers + "\n\n\0");
    }

    private void send(int count) {
        fixture.send("SEND\ndestination:a\n\nx\0".repeat(count));
    }
}
