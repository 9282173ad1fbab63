package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.MessageFlags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members of queues and groups are sent, and what they say of it. */
final class StompSessionQueueTest {
    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);
    private final RecordingBroker broker = fixture.broker;
    private final List<String> said = broker.share.said;

    @Test
    void messageOfAQueueIsNamedAsItsQueue() {
        subscribe("/queue/jobs", "");

        List<String> answer = send("/queue/jobs", 1);

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).contains("\ndestination:/queue/jobs\n", "\npersistent:true\n");
        assertThat(broker.last().topic()).isEqualTo("$queue/jobs");
        assertThat(broker.last().flags() & MessageFlags.QOS).isEqualTo(1);
    }

    @Test
    void messageOfAGroupIsNamedAsItsTopic() {
        subscribe("/shared/g/jobs/#", "");

        assertThat(send("/topic/jobs/a", 1).get(0)).contains("\ndestination:/topic/jobs/a\n");
        assertThat(broker.subscribed.get(0).filter().text()).isEqualTo("$share/g/jobs/#");
    }

    @Test
    @Clause("S3")
    void autoModeIsAcknowledgedWhenItIsWritten() {
        subscribe("/queue/jobs", "");

        send("/queue/jobs", 2);

        assertThat(said).containsExactly("ack 100", "ack 101");
    }

    @Test
    @Clause({"S3", "A1"})
    void clientModeAcknowledgesAllUpToIt() {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 4);
        assertThat(said).isEmpty();

        fixture.send("ACK\nid:102-1-3\n\n\0");

        assertThat(said).containsExactly("ack 100", "ack 101", "ack 102");
    }

    @Test
    @Clause({"S3", "A1"})
    void clientIndividualAcknowledgesOne() {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 3);

        fixture.send("ACK\nid:101-1-2\n\n\0");

        assertThat(said).containsExactly("ack 101");
    }

    @Test
    @Clause("A2")
    void nackLetsSomebodyTryAgain() {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 2);

        fixture.send("NACK\nid:100-1-1\n\n\0NACK\nid:101-1-2\nrequeue:true\n\n\0");

        assertThat(said).containsExactly("again 100", "again 101");
        assertThat(fixture.count("messages_dropped_total", "reason", "rejected")).isZero();
    }

    @Test
    @Clause("A2")
    void nackWithoutRequeueIsForGood() {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 2);

        fixture.send("NACK\nid:101-1-2\nrequeue:false\n\n\0");

        assertThat(said).containsExactly("never 100", "never 101");
    }

    @Test
    void requeueIsTrueOrFalse() {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 1);

        assertThat(fixture.send("NACK\nid:100-1-1\nrequeue:maybe\n\n\0").get(0))
                .contains("requeue of NACK is neither true nor false.");
    }

    @Test
    void whatComesAgainSaysSo() {
        subscribe("/queue/jobs", "ack:client\n");
        assertThat(send("/queue/jobs", 1).get(0)).doesNotContain("redelivered", "delivery-count");

        broker.redeliver(3);

        assertThat(fixture.out.take().get(0)).contains("\nredelivered:true\ndelivery-count:3\n");
        assertThat(fixture.count("messages_redelivered_total")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefetch-count:7", "activemq.prefetchSize:7"})
    void prefetchIsTheWindowOfTheMember(String header) {
        subscribe("/queue/jobs", "ack:client\n" + header + "\n");

        assertThat(broker.subscriber().window()).isEqualTo(7);
        assertThat(send("/queue/jobs", 10)).hasSize(7);
    }

    @Test
    void whatBecomesOfAnExpiredMessageIsTheQueuesAffair() {
        subscribe("/queue/jobs", "ack:client\n");
        fixture.out.writableBytes = 0;
        fixture.send("SEND\ndestination:/queue/jobs\nexpiration:5000\n\nlate\0");
        fixture.clock.advance(Duration.ofSeconds(6));

        fixture.out.writableBytes = Long.MAX_VALUE;
        fixture.session.writable();

        assertThat(fixture.out.take()).isEmpty();
        assertThat(said).containsExactly("again 100");
    }

    @Test
    void rightsOfAGroupAreThoseOfItsFilter() {
        List<String> asked = new ArrayList<>();
        fixture.rights.subscribe =
                filter -> {
                    asked.add(filter);
                    return Access.ALLOWED;
                };

        subscribe("/shared/g/jobs/#", "");

        assertThat(asked).containsExactly("jobs/#");
    }

    @Test
    @Clause("T1")
    void acknowledgementsInATransactionAreSaidWhenItIsStored() {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 3);
        broker.holdsReceipts = true;
        fixture.send(
                "BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0"
                        + "NACK\nid:101-1-2\nrequeue:false\ntransaction:t\n\n\0"
                        + "SEND\ndestination:done\ntransaction:t\n\n\0COMMIT\ntransaction:t\n\n\0");
        assertThat(said).isEmpty();

        assertThat(broker.settled()).containsExactly("100 of 7: 1", "101 of 7: 3");
        assertThat(broker.parcels.get(broker.parcels.size() - 1).isAtomic()).isTrue();
        broker.answer();

        assertThat(said).containsExactly("ack 100", "never 101");
    }

    @Test
    @Clause("T1")
    void transactionOfAcknowledgementsAloneIsStoredToo() {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 2);
        broker.holdsReceipts = true;

        List<String> before =
                fixture.send(
                        "BEGIN\ntransaction:t\n\n\0ACK\nid:101-1-2\ntransaction:t\n\n\0"
                                + "COMMIT\ntransaction:t\nreceipt:c\n\n\0");
        broker.answer();

        assertThat(before).isEmpty();
        assertThat(broker.settled()).containsExactly("100 of 7: 1", "101 of 7: 1");
        assertThat(fixture.out.take()).containsExactly("RECEIPT\nreceipt-id:c\n\n");
        assertThat(said).containsExactly("ack 100", "ack 101");
    }

    @Test
    @Clause("T1")
    void transactionThatAcknowledgesWhatAnotherHasByNowIsRefused() {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 1);
        broker.share.isTooLate = true;

        List<String> answer =
                fixture.send(
                        "BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0"
                                + "SEND\ndestination:done\ntransaction:t\n\n\0"
                                + "COMMIT\ntransaction:t\nreceipt:c\n\n\0");

        assertThat(answer.get(0)).contains("message:acknowledgement too late\n", "receipt-id:c\n");
        assertThat(broker.published()).doesNotContain("done=");
    }

    @Test
    @Clause("T1")
    void transactionThatAcknowledgesWhatWasGivenBackIsRefused() {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 1);

        List<String> answer =
                fixture.send(
                        "BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0"
                                + "UNSUBSCRIBE\nid:s\n\n\0COMMIT\ntransaction:t\nreceipt:c\n\n\0");

        assertThat(answer.get(0)).contains("message:acknowledgement too late\n", "receipt-id:c\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    @Clause({"A1", "A2"})
    void noReceiptSaysThatWhatAnotherHasByNowIsDone(String command) {
        subscribe("/queue/jobs", "ack:client\n");
        send("/queue/jobs", 1);
        broker.share.isTooLate = true;

        List<String> answer = fixture.send(command + "\nid:100-1-1\nreceipt:a\n\n\0");

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0))
                .startsWith("ERROR\n")
                .contains("message:acknowledgement too late\n", "receipt-id:a\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "NACK"})
    @Clause({"A1", "A2", "R1"})
    void receiptOfAnAcknowledgementComesWhenItIsStored(String command) {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 2);
        broker.holdsReceipts = true;

        List<String> before =
                fixture.send(
                        command
                                + "\nid:100-1-1\nreceipt:1\n\n\0"
                                + command
                                + "\nid:101-1-2\nreceipt:2\n\n\0");
        int parcels = broker.parcels.size();
        broker.answer();

        assertThat(before).isEmpty();
        assertThat(parcels).isEqualTo(2);
        assertThat(broker.settled()).hasSize(2);
        assertThat(fixture.out.take())
                .containsExactly("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:2\n\n");
        assertThat(said).hasSize(2);
    }

    @Test
    void acknowledgementThatWantsNoReceiptCostsNoRecord() {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 1);

        fixture.send("ACK\nid:100-1-1\n\n\0");

        assertThat(broker.settled()).isEmpty();
        assertThat(said).containsExactly("ack 100");
    }

    @Test
    @Clause({"T1", "T2"})
    void acknowledgementsInATransactionAreDroppedAtAbort() {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 1);

        fixture.send(
                "BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0"
                        + "ABORT\ntransaction:t\n\n\0");

        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISCONNECT\n\n\0", "UNSUBSCRIBE\nid:s\n\n\0", "NONSENSE\n\n\0"})
    @Clause("T1")
    void commitOnItsWaySettlesThoughTheSubscriptionEnds(String end) {
        subscribe("/queue/jobs", "ack:client-individual\n");
        send("/queue/jobs", 1);
        broker.holdsReceipts = true;
        fixture.send(
                "BEGIN\ntransaction:t\n\n\0ACK\nid:100-1-1\ntransaction:t\n\n\0"
                        + "SEND\ndestination:done\ntransaction:t\n\n\0COMMIT\ntransaction:t\n\n\0"
                        + end);
        assertThat(broker.closedFeeds).isZero();

        broker.answer();

        assertThat(said).containsExactly("ack 100");
        assertThat(broker.closedFeeds).isEqualTo(1);
    }

    @Test
    void deadLetterTellsWhyItIsOne() {
        subscribe("/dlq/jobs", "");

        String dead =
                fixture.send(
                                """
                                SEND
                                destination:/dlq/jobs
                                x-death-reason:forged
                                x-death-reason:rejected
                                x-death-queue:jobs
                                x-death-offset:7

                                x\0\
                                """)
                        .get(0);

        assertThat(dead)
                .contains(
                        """
                        destination:/dlq/jobs
                        x-user-x-death-reason:forged
                        x-death-reason:rejected
                        x-death-queue:jobs
                        x-death-offset:7
                        """);
    }

    private void subscribe(String destination, String headers) {
        fixture.send("SUBSCRIBE\nid:s\ndestination:" + destination + "\n" + headers + "\n\0");
    }

    private List<String> send(String destination, int count) {
        return fixture.send(("SEND\ndestination:" + destination + "\n\nx\0").repeat(count));
    }

    @Test
    void queueThatIsThereIsReachedWithoutBeingMade() {
        broker.queuesThere.add("$queue/a");

        List<String> answers =
                fixture.send(
                        "SUBSCRIBE\nid:s\ndestination:/amq/queue/a\n\n\0"
                                + "SEND\ndestination:b\nreceipt:1\n\nx\0"
                                + "SEND\ndestination:/amq/queue/a\nreceipt:2\n\ny\0");

        assertThat(answers).contains("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:2\n\n");
        assertThat(broker.published()).containsExactly("b=x", "$queue/a=y");
        assertThat(broker.parcels).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:s\ndestination:/amq/queue/a\nreceipt:r\n\n\0",
                "SEND\ndestination:/amq/queue/a\nreceipt:r\n\n\0",
                "BEGIN\ntransaction:t\n\n\0"
                        + "SEND\ndestination:/amq/queue/a\ntransaction:t\n\n\0"
                        + "COMMIT\ntransaction:t\nreceipt:r\n\n\0"
            })
    void queueThatIsNotThereIsNotMade(String frames) {
        List<String> answers = fixture.send(frames);

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0))
                .startsWith("ERROR\nmessage:there is no such queue\nreceipt-id:r\n");
        assertThat(broker.published()).isEmpty();
        assertThat(broker.subscribed).isEmpty();
    }
}
