package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What subscriptions bring. */
final class StompSessionSubscribeTest {
    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);
    private final RecordingBroker broker = fixture.broker;

    @Test
    @Clause({"STOMP-1.2-SUBSCRIBE", "STOMP-1.2-MESSAGE", "M1", "F13", "A3"})
    void messageSaysWhereItComesFrom() {
        fixture.send("SUBSCRIBE\nid:s1\ndestination:/topic/a\n\n\0");

        List<String> answer =
                fixture.send("SEND\ndestination:/topic/a\ncontent-type:text/plain\nfoo:1\n\nhi\0");

        assertThat(answer)
                .containsExactly(
                        """
                        MESSAGE
                        subscription:s1
                        message-id:100-1-1
                        destination:/topic/a
                        content-type:text/plain
                        foo:1
                        timestamp:1700000000000
                        content-length:2

                        hi\
                        """);
        assertThat(broker.opened.get(0).name().space()).isEqualTo("stomp");
        assertThat(broker.opened.get(0).isDurable()).isFalse();
    }

    @Test
    @Clause("R1")
    void receiptComesThoughTheSubscriptionEndsAtOnce() {
        List<String> answers =
                fixture.send(
                        "SUBSCRIBE\nid:s\ndestination:a\nreceipt:1\n\n\0"
                                + "UNSUBSCRIBE\nid:s\nreceipt:2\n\n\0"
                                + "SEND\ndestination:a\nreceipt:3\n\nx\0");

        assertThat(answers)
                .containsExactly(
                        "RECEIPT\nreceipt-id:1\n\n",
                        "RECEIPT\nreceipt-id:2\n\n",
                        "RECEIPT\nreceipt-id:3\n\n");
        assertThat(broker.closedFeeds).isEqualTo(1);
    }

    @Test
    @Clause("R2")
    void disconnectRightBehindSubscribeIsAnsweredWhenBothAreDone() {
        List<String> answers =
                fixture.send(
                        "SUBSCRIBE\nid:s\ndestination:a\nreceipt:1\n\n\0"
                                + "DISCONNECT\nreceipt:2\n\n\0");

        assertThat(answers)
                .containsExactly("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:2\n\n");
        assertThat(fixture.out.closed).contains(CloseReason.DISCONNECT);
        assertThat(broker.closedFeeds).isEqualTo(1);
    }

    @Test
    @Clause("A3")
    void messageInClientModeSaysByWhichIdItIsAcknowledged() {
        fixture.send("SUBSCRIBE\nid:s1\ndestination:a\nack:client\n\n\0");

        assertThat(fixture.send("SEND\ndestination:a\n\nhi\0").get(0))
                .contains("message-id:100-1-1\nack:100-1-1\ndestination:a\n");
    }

    @Test
    @Clause("A3")
    void messageBeforeOneTwoHasNoAck() {
        SessionFixture eleven = SessionFixture.connected(StompVersion.V1_1);
        eleven.send("SUBSCRIBE\nid:s1\ndestination:a\nack:client\n\n\0");

        assertThat(eleven.send("SEND\ndestination:a\n\nhi\0").get(0)).doesNotContain("\nack:");
    }

    @Test
    @Clause("M1")
    void messageToOneZeroHasSubscriptionOnlyIfIdWasGiven() {
        SessionFixture ten = SessionFixture.connected(StompVersion.V1_0);
        ten.send("SUBSCRIBE\ndestination:a\n\n\0SUBSCRIBE\nid:x\ndestination:b\n\n\0");

        assertThat(ten.send("SEND\ndestination:a\n\nhi\0").get(0)).doesNotContain("subscription:");
        assertThat(ten.send("SEND\ndestination:b\n\nhi\0").get(0)).contains("\nsubscription:x\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/topic/s/+, /topic/s/é",
        "s/#, s/é",
        "/exchange/amq.topic/s.*, /exchange/amq.topic/s.é",
        "/topic/*/é, /topic/s/é"
    })
    @Clause("M1")
    void destinationIsWrittenInTheDialectOfTheSubscription(String wanted, String written) {
        fixture.send("SUBSCRIBE\nid:1\ndestination:" + wanted + "\n\n\0");

        assertThat(fixture.send("SEND\ndestination:/topic/s/é\n\nhi\0").get(0))
                .contains("\ndestination:" + written + "\n");
    }

    @Test
    void receiptOfSubscribeComesBeforeTheFirstMessage() {
        fixture.send("SEND\ndestination:a\nretain:true\n\nold\0");

        List<String> answer = fixture.send("SUBSCRIBE\nid:1\ndestination:a\nreceipt:r\n\n\0");

        assertThat(answer.get(0)).isEqualTo("RECEIPT\nreceipt-id:r\n\n");
        assertThat(answer.get(1)).contains("\nretain:true\n").endsWith("\n\nold");
    }

    @Test
    void retainedMessagesAreMarkedAndLiveOnesAreNot() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");

        assertThat(fixture.send("SEND\ndestination:a\nretain:true\n\nlive\0").get(0))
                .doesNotContain("retain:");
    }

    @Test
    @Clause("S2")
    void idIsRequiredFromOneOne() {
        assertThat(fixture.send("SUBSCRIBE\ndestination:a\n\n\0").get(0))
                .contains("SUBSCRIBE wants a header id.");
    }

    @ParameterizedTest
    @EnumSource(StompVersion.class)
    @Clause("S2")
    void duplicateIdIsRefused(StompVersion version) {
        SessionFixture each = SessionFixture.connected(version);
        each.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");

        assertThat(each.send("SUBSCRIBE\nid:1\ndestination:b\nreceipt:7\n\n\0").get(0))
                .contains("message:duplicate subscription\n", "receipt-id:7\n");
        assertThat(each.out.closed).contains(CloseReason.VIOLATION);
    }

    @Test
    @Clause("S3")
    void ackModeMustBeOneOfThree() {
        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:a\nack:dups\n\n\0").get(0))
                .contains("ack of SUBSCRIBE is neither");
    }

    @Test
    @Clause({"STOMP-1.2-UNSUBSCRIBE", "S4"})
    void unsubscribedBringsNothingMore() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");

        assertThat(fixture.send("UNSUBSCRIBE\nid:1\nreceipt:u\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:u\n\n");
        assertThat(fixture.send("SEND\ndestination:a\n\nx\0")).isEmpty();
        assertThat(broker.closedFeeds).isEqualTo(1);
    }

    @Test
    @Clause("S4")
    void unknownIdIsRefused() {
        assertThat(fixture.send("UNSUBSCRIBE\nid:1\n\n\0").get(0))
                .contains("message:unknown subscription\n");
    }

    @Test
    @Clause("S4")
    void oneZeroUnsubscribesByDestination() {
        SessionFixture ten = SessionFixture.connected(StompVersion.V1_0);
        ten.send("SUBSCRIBE\ndestination:a\n\n\0SUBSCRIBE\nid:b\ndestination:a\n\n\0");

        assertThat(ten.send("UNSUBSCRIBE\ndestination:a\nreceipt:1\n\n\0")).hasSize(1);
        assertThat(ten.send("UNSUBSCRIBE\nid:b\nreceipt:2\n\n\0")).hasSize(1);
        assertThat(ten.broker.closedFeeds).isEqualTo(2);
    }

    @Test
    @Clause("STOMP-1.2-SUBSCRIBE")
    void subscriptionGetsAllThatIsSentBehindIt() {
        List<String> answer =
                fixture.send(
                        "SEND\ndestination:a\n\nbefore\0SUBSCRIBE\nid:1\ndestination:a\n\n\0"
                                + "SUBSCRIBE\nid:2\ndestination:a\n\n\0"
                                + "SEND\ndestination:a\nreceipt:r\n\n1\0"
                                + "SEND\ndestination:a\n\n2\0DISCONNECT\n\n\0");

        assertThat(answer).filteredOn(frame -> frame.endsWith("\n1")).hasSize(2);
        assertThat(answer).noneMatch(frame -> frame.endsWith("\nbefore"));
        assertThat(broker.published()).containsExactly("a=before", "a=1", "a=2");
        assertThat(answer).contains("RECEIPT\nreceipt-id:r\n\n");
        assertThat(fixture.out.pauses).isEmpty();
    }

    @Test
    void unsubscribedWhileItOpensIsClosedWhenItIsOpen() {
        broker.holdsReceipts = true;
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\nreceipt:s\n\n\0UNSUBSCRIBE\nid:1\n\n\0");
        assertThat(broker.closedFeeds).isZero();

        broker.answer();
        broker.run();
        broker.answer();
        broker.run();

        assertThat(broker.closedFeeds).isEqualTo(1);
        assertThat(fixture.send("SEND\ndestination:a\n\nx\0"))
                .noneMatch(frame -> frame.startsWith("MESSAGE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-local:true",
                "activemq.exclusive:true",
                "exclusive:true",
                "browser:true",
                "x-stream-filter:blue",
                "x-message-ttl:60000",
                "x-queue-name:mine",
                "subscription-type:ANYCAST",
                "activemq.priority:3"
            })
    void headerThatCannotBeHonouredIsRefused(String header) {
        String name = header.substring(0, header.indexOf(':'));

        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:a\n" + header + "\n\n\0").get(0))
                .contains("message:header not supported\n")
                .contains("SUBSCRIBE has the header " + name + ", which is not supported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/queue/q\nauto-delete:true",
                "a\ndurable:true\nauto-delete:true",
                "/queue/q\nx-queue-name:other",
                "/queue/q\nsubscription-type:multicast"
            })
    void headerThatContradictsTheDestinationIsRefused(String destination) {
        String header = destination.substring(destination.lastIndexOf('\n') + 1);
        String name = header.substring(0, header.indexOf(':'));

        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:" + destination + "\n\n\0").get(0))
                .contains("SUBSCRIBE has the header " + name + ", which is not supported");
        assertThat(broker.subscribed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"durable:yes", "no-local:1"})
    void flagThatIsNeitherTrueNorFalseIsRefused(String header) {
        String name = header.substring(0, header.indexOf(':'));

        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:a\n" + header + "\n\n\0").get(0))
                .contains(name + " of SUBSCRIBE is neither true nor false.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"durable:false", "auto-delete:true", "browser:false", "x-whatever:1"})
    void headerThatChangesNothingIsLetPass(String header) {
        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:a\nreceipt:1\n" + header + "\n\n\0"))
                .containsExactly("RECEIPT\nreceipt-id:1\n\n");
    }

    @Test
    void subscriptionsAreBounded() {
        for (int i = 0; i < 1000; i++) {
            fixture.read("SUBSCRIBE\nid:" + i + "\ndestination:a\n\n\0");
        }

        assertThat(fixture.send("SUBSCRIBE\nid:more\ndestination:a\n\n\0").get(0))
                .contains("message:too many subscriptions\n");
        assertThat(fixture.count("subscriptions", "protocol", "stomp")).isZero();
    }

    @Test
    void refusedByTheBrokerIsError() {
        broker.refusal = Optional.of(Refusal.SUBSCRIPTIONS_FULL);

        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:a\nreceipt:r\n\n\0").get(0))
                .contains("receipt-id:r\n")
                .contains("SUBSCRIBE was refused: " + Refusal.SUBSCRIPTIONS_FULL.text());
    }

    @Test
    void dismissedByTheBrokerIsError() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");

        broker.subscriber().dismissed(Refusal.SHUTTING_DOWN);
        broker.run();

        assertThat(fixture.out.take().get(0)).contains("message:the broker is shutting down\n");
        assertThat(fixture.out.closed).contains(CloseReason.SHUTDOWN);
        assertThat(broker.closedFeeds).isEqualTo(1);
    }

    @Test
    void subscriptionThatIsNotAllowedIsRefused() {
        fixture.rights.subscribe = filter -> Access.DENIED;

        assertThat(fixture.send("SUBSCRIBE\nid:1\ndestination:a\nreceipt:r\n\n\0").get(0))
                .contains("message:not authorized\n", "receipt-id:r\n");
    }

    @Test
    void subscriptionAllowedInPartIsAskedForEachTopicOnce() {
        fixture.rights.subscribe =
                topic ->
                        topic.equals("#")
                                ? Access.PARTLY
                                : topic.equals("a") ? Access.ALLOWED : Access.DENIED;
        fixture.send("SUBSCRIBE\nid:1\ndestination:#\n\n\0");
        fixture.send("SEND\ndestination:a\n\n0\0SEND\ndestination:b\n\n0\0");
        int asked = fixture.rights.asked;

        List<String> answer =
                fixture.send(
                        "SEND\ndestination:a\n\n1\0SEND\ndestination:b\n\n2\0"
                                + "SEND\ndestination:a\n\n3\0");

        assertThat(answer).hasSize(2);
        assertThat(answer.get(1)).endsWith("\n\n3");
        assertThat(fixture.rights.asked).isEqualTo(asked);
    }

    @Test
    void connectionThatLosesRightLosesItAtOnce() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");
        fixture.rights.version++;
        fixture.rights.subscribe = filter -> Access.DENIED;

        List<String> answer = fixture.send("SEND\ndestination:a\n\nsecret\0");

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).startsWith("ERROR\nmessage:not authorized\n");
    }

    @Test
    void expiredMessagesAreSkipped() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");
        fixture.out.writableBytes = 0;
        fixture.send("SEND\ndestination:a\nexpiration:5000\n\nlate\0SEND\ndestination:a\n\nkept\0");
        fixture.clock.advance(Duration.ofSeconds(6));

        fixture.out.writableBytes = Long.MAX_VALUE;
        fixture.session.writable();

        List<String> answer = fixture.out.take();
        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).endsWith("\n\nkept");
        assertThat(fixture.count("messages_dropped_total", "reason", "expired")).isEqualTo(1);
    }

    @Test
    void messageThatExpiresSaysWhen() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");

        assertThat(fixture.send("SEND\ndestination:a\nexpiration:5000\n\nx\0").get(0))
                .contains("\nexpires:1700000005000\n");
    }

    @Test
    void slowReaderIsSentNoMoreThanItTakes() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0SUBSCRIBE\nid:2\ndestination:a\n\n\0");
        fixture.out.writableBytes = 150;

        List<String> first = fixture.send("SEND\ndestination:a\n\nx\0".repeat(20));
        fixture.out.writableBytes = 1_000;
        fixture.session.writable();
        fixture.out.writableBytes = 1_000;
        fixture.session.writable();
        List<String> second = fixture.out.take();
        fixture.out.writableBytes = Long.MAX_VALUE;
        fixture.session.writable();
        List<String> third = fixture.out.take();

        assertThat(first.size()).isBetween(1, 3);
        assertThat(second).anyMatch(frame -> frame.contains("subscription:1"));
        assertThat(second).anyMatch(frame -> frame.contains("subscription:2"));
        assertThat(first.size() + second.size() + third.size()).isEqualTo(40);
    }

    @Test
    void messagesOfOneBatchLeaveInOneBufferWithOneFlush() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");
        fixture.read("SEND\ndestination:a\n\nx\0".repeat(50));

        broker.run();

        assertThat(fixture.out.buffers).isEqualTo(1);
        assertThat(fixture.out.take()).hasSize(50);
        String qosLabel = "0";
        assertThat(fixture.count("messages_delivered_total", "protocol", "stomp", "qos", qosLabel))
                .isEqualTo(50);
    }

    @Test
    void framesThatAreWantedApartSayWhetherTheyAreText() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");
        fixture.out.framesApart = true;
        fixture.read(
                "SEND\ndestination:a\n\ntext\0SEND\ndestination:a\ncontent-type:image/png\n\nok\0");

        broker.run();

        assertThat(fixture.out.textFlags).containsExactly(true, true);
        assertThat(fixture.out.take()).hasSize(2);
    }

    @Test
    void gapAndSkippedAreToldWithTheNextMessage() {
        fixture.send("SUBSCRIBE\nid:1\ndestination:a\n\n\0");
        broker.subscriber().skipped(7);
        broker.subscriber().lost(3);

        List<String> answer = fixture.send("SEND\ndestination:a\n\n1\0SEND\ndestination:a\n\n2\0");

        assertThat(answer.get(0)).contains("\nx-gap:3\nx-skipped:7\n");
        assertThat(answer.get(1)).doesNotContain("x-gap", "x-skipped");
    }

    @Test
    void readerThatAcknowledgesIsSubscribedWithQosOne() {
        fixture.send(
                "SUBSCRIBE\nid:1\ndestination:a\n\n\0"
                        + "SUBSCRIBE\nid:2\ndestination:b\nack:client\n\n\0");

        assertThat(broker.subscribed).extracting(each -> each.qos()).containsExactly(0, 1);
    }
}
