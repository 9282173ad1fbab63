package io.sluice.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageProperties;
import io.sluice.broker.MessageView;
import io.sluice.broker.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of SEND, and when its receipt comes. */
final class StompSessionSendTest {
    private final SessionFixture fixture = SessionFixture.connected(StompVersion.V1_2);
    private final RecordingBroker broker = fixture.broker;

    @Test
    @Clause({"STOMP-1.2-SEND", "S1"})
    void sendIsPublishedUnderTheTopicOfItsDestination() {
        fixture.send("SEND\ndestination:/topic/a/b\n\nhello\0SEND\ndestination:c\n\n\0");

        assertThat(broker.published()).containsExactly("a/b=hello", "c=");
        assertThat(broker.parcels).hasSize(1);
    }

    @Test
    void allMessagesOfAConnectionAreKnownAsItsClients() {
        fixture.send("SEND\ndestination:a\n\n1\0");
        fixture.send("SEND\ndestination:a\n\n2\0");

        assertThat(broker.introduced).containsExactly("stomp:jo@<unresolved>:1");
        assertThat(broker.parcels)
                .extracting(parcel -> parcel.firstMessage().publisherRef())
                .containsExactly(-1, -1);
    }

    @Test
    @Clause("S1")
    void sendWithoutDestinationIsRefused() {
        assertThat(fixture.send("SEND\nreceipt:1\n\nx\0").get(0))
                .contains("message:missing header\n", "receipt-id:1\n")
                .contains("SEND wants a header destination.");
    }

    @Test
    @Clause({"R1", "STOMP-1.2-RECEIPT"})
    void receiptsOfOneReadComeInOneBufferWhenAllIsStored() {
        broker.holdsReceipts = true;
        fixture.send("SEND\ndestination:a\nreceipt:1\n\nx\0SEND\ndestination:a\nreceipt:2\n\nx\0");
        assertThat(fixture.out.flushed).isEmpty();

        broker.answer();

        assertThat(fixture.out.buffers).isEqualTo(1);
        assertThat(fixture.out.take())
                .containsExactly("RECEIPT\nreceipt-id:1\n\n", "RECEIPT\nreceipt-id:2\n\n");
    }

    @Test
    @Clause("R1")
    void receiptsComeInTheOrderOfTheirFrames() {
        broker.holdsReceipts = true;
        fixture.send(
                "SEND\ndestination:a\nreceipt:1\n\nx\0BEGIN\ntransaction:t\nreceipt:2\n\n\0"
                        + "SUBSCRIBE\nid:s\ndestination:a\nreceipt:3\n\n\0"
                        + "ABORT\ntransaction:t\nreceipt:4\n\n\0");
        assertThat(fixture.out.flushed).isEmpty();

        broker.answer();

        assertThat(fixture.out.take())
                .extracting(frame -> frame.substring(19, 20))
                .containsExactly("1", "2", "3", "4");
    }

    @Test
    @Clause("R1")
    void receiptIsEscapedAsTheVersionWants() {
        assertThat(fixture.send("SEND\ndestination:a\nreceipt:a\\cb\\\\\n\nx\0"))
                .containsExactly("RECEIPT\nreceipt-id:a\\cb\\\\\n\n");
        SessionFixture old = SessionFixture.connected(StompVersion.V1_0);
        assertThat(old.send("SEND\ndestination:a\nreceipt:a:b\\c\n\nx\0"))
                .containsExactly("RECEIPT\nreceipt-id:a:b\\c\n\n");
    }

    @Test
    void receiptThatCannotBeRepeatedIsRefused() {
        SessionFixture eleven = SessionFixture.connected(StompVersion.V1_1);

        assertThat(eleven.send("SEND\ndestination:a\nreceipt:a\\rb\n\nx\0").get(0))
                .contains("message:bad receipt\n");
    }

    @ParameterizedTest
    @CsvSource({"x:y, 0", "receipt:1, 1", "persistent:true, 1", "persistent:false, 0"})
    void whoWantsAMessageKeptOrToBeToldSoMakesItQosOne(String header, int qos) {
        fixture.send("SEND\ndestination:a\n" + header + "\n\nx\0");

        assertThat(broker.last().qos()).isEqualTo(qos);
        assertThat(broker.last().flags() & MessageFlags.FROM_STOMP).isNotZero();
        String qosLabel = String.valueOf(qos);
        assertThat(fixture.count("messages_received_total", "protocol", "stomp", "qos", qosLabel))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistent:1", "retain:set", "retain:yes"})
    void flagThatIsNeitherTrueNorFalseIsRefused(String header) {
        String name = header.substring(0, header.indexOf(':'));

        assertThat(fixture.send("SEND\ndestination:a\nreceipt:r\n" + header + "\n\nx\0").get(0))
                .contains("receipt-id:r\n")
                .contains(name + " of SEND is neither true nor false.");
        assertThat(broker.parcels).isEmpty();
    }

    @Test
    void scheduleOfActiveMqIsRefused() {
        assertThat(fixture.send("SEND\ndestination:a\nAMQ_SCHEDULED_DELAY:9\n\nx\0").get(0))
                .contains("SEND has the header AMQ_SCHEDULED_DELAY, which is not supported")
                .contains("$delayed/");
    }

    @Test
    void retainIsKept() {
        fixture.send("SEND\ndestination:a\nretain:true\n\nx\0");

        assertThat(broker.last().isRetain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "content-type:text/plain, true",
        "content-type:application/json;charset=UTF-8, true",
        "content-type:text/plain;charset=iso-8859-1, false",
        "content-type:application/octet-stream, false",
        "content-type:image/png, false"
    })
    void bodyThatIsSaidToBeTextIsMarkedAsText(String header, boolean text) {
        fixture.send("SEND\ndestination:a\n" + header + (header.isEmpty() ? "" : "\n") + "\nhé\0");

        assertThat((broker.last().flags() & MessageFlags.BODY_UTF8) != 0).isEqualTo(text);
    }

    @Test
    void headersBecomeProperties() {
        fixture.send(
                """
                SEND
                destination:a
                content-type:text/html
                b:2
                a:1
                b:3
                reply-to:/topic/re/x
                correlation-id:c-1
                content-length:1
                x-user-destination:d
                timestamp:5
                id:7
                priority:4

                x\0\
                """);

        assertThat(properties(broker.last()))
                .containsExactly(
                        "3 text/html",
                        "8 re/x",
                        "9 c-1",
                        "38 b 2",
                        "38 a 1",
                        "38 b 3",
                        "38 destination d",
                        "38 timestamp 5",
                        "38 id 7",
                        "38 priority 4");
    }

    @Test
    void correlationInBase64IsDecoded() {
        fixture.send("SEND\ndestination:a\ncorrelation-id:base64:AAEC\n\nx\0");
        assertThat(properties(broker.last())).containsExactly("9 \u0000\u0001\u0002");

        fixture.send("SEND\ndestination:a\ncorrelation-id:base64:?\n\nx\0");
        assertThat(properties(broker.last())).containsExactly("9 base64:?");
    }

    @Test
    void replyToMustNameTopic() {
        assertThat(fixture.send("SEND\ndestination:a\nreply-to:/stream/x\n\nx\0").get(0))
                .contains("message:bad destination\n")
                .contains("SEND: reply-to '/stream/x' is not valid");
    }

    @ParameterizedTest
    @CsvSource({
        "expiration:1, 1",
        "expiration:1000, 1",
        "expiration:1001, 2",
        "expiration:0, 0",
        "expires:1700000010000, 10",
        "expires:1700000009001, 10",
        "expires:5, 0"
    })
    void expiryIsRoundedUpToSeconds(String header, long seconds) {
        fixture.send("SEND\ndestination:a\n" + header + "\n\nx\0");

        assertThat(broker.last().expires()).isTrue();
        assertThat(broker.last().secondsLeft(broker.last().storeTimeMs())).isEqualTo(seconds);
    }

    @Test
    void expiresZeroMeansNever() {
        fixture.send("SEND\ndestination:a\nexpires:0\n\nx\0");

        assertThat(broker.last().expires()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"expiration:soon", "expiration:-1", "expires:1.5"})
    void expiryThatIsNoNumberIsRefused(String header) {
        assertThat(fixture.send("SEND\ndestination:a\n" + header + "\n\nx\0").get(0))
                .contains("is not a number of milliseconds");
    }

    @Test
    void sendThatIsNotAllowedGetsErrorAndIsCounted() {
        fixture.rights.publish = topic -> topic.equals("b") ? Access.DENIED : Access.ALLOWED;

        List<String> answer =
                fixture.send("SEND\ndestination:a\n\n1\0SEND\ndestination:b\nreceipt:9\n\n2\0");

        assertThat(broker.published()).containsExactly("a=1");
        assertThat(answer.get(0)).contains("message:not authorized\n", "receipt-id:9\n");
        assertThat(fixture.count("messages_dropped_total", "reason", "not_authorized"))
                .isEqualTo(1);
    }

    @Test
    void rightToSendIsAskedOncePerTopicUntilRightsChange() {
        fixture.send("SEND\ndestination:a\n\n1\0SEND\ndestination:a\n\n2\0");
        assertThat(fixture.rights.asked).isEqualTo(1);

        fixture.rights.version++;
        fixture.rights.publish = topic -> Access.DENIED;

        assertThat(fixture.send("SEND\ndestination:a\n\n3\0").get(0)).contains("not authorized");
    }

    @Test
    void topicTooManyIsRefused() {
        broker.topicsMax = 1;
        fixture.send("SEND\ndestination:a\n\nx\0");

        assertThat(fixture.send("SEND\ndestination:b\n\nx\0").get(0))
                .contains(Refusal.TOPICS_FULL.text());
    }

    @Test
    @Clause({"E1", "STOMP-1.2-ERROR"})
    void refusedParcelIsAnsweredByErrorForItsFirstReceipt() {
        broker.refusal = Optional.of(Refusal.DISK_FULL);

        List<String> answer =
                fixture.send(
                        "SEND\ndestination:a\nreceipt:1\n\nx\0"
                                + "SEND\ndestination:a\nreceipt:2\n\nx\0");

        assertThat(answer).hasSize(1);
        assertThat(answer.get(0))
                .startsWith("ERROR\nmessage:the disk is full\nreceipt-id:1\n")
                .endsWith("\n\nSEND was refused: the disk is full.\n");
        assertThat(fixture.out.closed).contains(CloseReason.REFUSED);
    }

    @Test
    @Clause("E1")
    void errorWaitsBehindReceiptsStillDueAndNothingFollowsIt() {
        broker.holdsReceipts = true;
        fixture.send(
                "SEND\ndestination:a\nreceipt:1\n\nx\0NONSENSE\n\n\0"
                        + "SEND\ndestination:a\nreceipt:2\n\ny\0");
        assertThat(fixture.out.flushed).isEmpty();
        assertThat(fixture.out.isClosing).isTrue();

        broker.answer();

        List<String> answer = fixture.out.take();
        assertThat(answer).hasSize(2);
        assertThat(answer.get(0)).isEqualTo("RECEIPT\nreceipt-id:1\n\n");
        assertThat(answer.get(1)).startsWith("ERROR\nmessage:unknown command\n");
        assertThat(broker.published()).containsExactly("a=x");
        assertThat(fixture.out.closed).contains(CloseReason.VIOLATION);
    }

    @Test
    @Clause("E1")
    void errorSaysItsLengthAndType() {
        String error = fixture.send("SEND\n\nx\0").get(0);

        String body = error.substring(error.indexOf("\n\n") + 2);
        assertThat(error).contains("content-type:text/plain\n");
        assertThat(error)
                .contains("content-length:" + body.getBytes(StandardCharsets.UTF_8).length + "\n");
        assertThat(fixture.count("protocol_errors_total", "protocol", "stomp")).isEqualTo(1);
    }

    @Test
    void fullRingPausesUntilThereIsRoom() {
        broker.isFull = true;
        fixture.send("SEND\ndestination:a\nreceipt:1\n\nx\0");
        assertThat(fixture.out.pauses).containsExactly(StompOutbound.Pause.NO_ROOM);

        broker.makeRoom();
        broker.run();

        assertThat(fixture.out.pauses).isEmpty();
        assertThat(fixture.out.take()).containsExactly("RECEIPT\nreceipt-id:1\n\n");
    }

    @Test
    void manyReceiptsThatNobodyReadsPauseTheSocket() {
        fixture.out.writableBytes = 0;
        for (int i = 0; i < 10_000; i++) {
            fixture.read("BEGIN\ntransaction:t\nreceipt:1\n\n\0ABORT\ntransaction:t\n\n\0");
        }
        assertThat(fixture.out.pauses).containsExactly(StompOutbound.Pause.RECEIPTS);

        fixture.out.writableBytes = Long.MAX_VALUE;
        fixture.session.writable();

        assertThat(fixture.out.take()).hasSize(10_000);
        assertThat(fixture.out.pauses).isEmpty();
    }

    @Test
    void messageLongerThanTheLogTakesIsRefused() {
        SessionFixture small = new SessionFixture();
        String body = "x".repeat(1 << 20);
        small.connect(StompVersion.V1_2);

        assertThat(small.send("SEND\ndestination:a\n\n" + body + "\0")).isEmpty();
        assertThat(small.send("SEND\ndestination:a\n\n" + body + "x\0").get(0))
                .contains("message:body too long\n");
    }

    static List<String> properties(MessageView message) {
        List<String> found = new ArrayList<>();
        byte[] block = message.bytes();
        int at = message.propertiesAt();
        while (at < message.propertiesAt() + message.propertiesBytes()) {
            StringBuilder line = new StringBuilder().append(block[at]);
            int value = at + 1;
            for (int i = 0; i < MessageProperties.valueCount(block[at]); i++) {
                int length = MessageProperties.valueBytes(block, value);
                line.append(' ')
                        .append(new String(block, value + 2, length, StandardCharsets.UTF_8));
                value += 2 + length;
            }
            found.add(line.toString());
            at = MessageProperties.next(block, at);
        }
        return found;
    }
}
