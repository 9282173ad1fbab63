package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How much a queue holds and for how long, as clients of both protocols see it. */
final class QueueLimitsTest {
    private static final Pattern QUOTA_EXCEEDED = Pattern.compile("PUBACK .*RC:151");

    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension(
                    "queue.idle-expiry=200ms",
                    "queue.rules=[\"short/# length-max=2\", \"small/# bytes-max=1KiB\","
                            + " \"oldest/# length-max=2; overflow=drop-oldest\","
                            + " \"brief/# ttl=50ms\"]");

    private final MosquittoClient mqtt = new MosquittoClient(gateway.mqtt(), "mqttv5");
    private final ScriptClient stomp = ScriptClient.stompPython(gateway.stomp(), "1.2");
    private final AdminApi api = new AdminApi(gateway);

    @Test
    void fullQueueRefusesAsEachProtocolCanSayIt() throws IOException {
        mqtt.pubLines("$queue/short/a", Stream.of("1", "2"), "-q", "1");

        try (Program five = mqtt.startPub("$queue/short/a", "3", "-d", "-q", "1")) {
            five.await(QUOTA_EXCEEDED);
        }
        try (Program refused =
                stomp.start(List.of("do=publish", "topic=/queue/short/a", "payload=33"))) {
            refused.await(Pattern.compile("^failed\\t.*holds as much"));
        }
        try (MqttProbe three = MqttProbe.enter(gateway.mqtt(), V3, "full-3")) {
            three.say(V3.publish(2, "$queue/short/a", 1, "3")).isClosed();
        }

        try (Listening reader = mqtt.subscribe("$queue/short/a", 1)) {
            assertThat(reader.first(2)).extracting(Received::text).containsExactly("1", "2");
            await("room")
                    .atMost(Program.LIMIT)
                    .until(() -> api.get("queues/short%2Fa").contains("\"messages\":0"));
            stomp.publish("/queue/short/a", 1, List.of(), Received.hex("4"));
            assertThat(reader.first(3).get(2).text()).isEqualTo("4");
        }
    }

    @Test
    void queueHoldsSoManyBytes() {
        mqtt.pub("$queue/small/a", "x".repeat(600), "-q", "1");

        try (Program refused = mqtt.startPub("$queue/small/a", "x".repeat(600), "-d", "-q", "1")) {
            refused.await(QUOTA_EXCEEDED);
        }
    }

    @Test
    void oldestOfAFullQueueBecomesADeadLetter() {
        mqtt.pubLines("$queue/oldest/a", Stream.of("1", "2", "3", "4"), "-q", "1");

        try (Listening dead = stomp.subscribe("/dlq/oldest/a", 1)) {
            assertThat(dead.first(2)).extracting(Received::text).containsExactly("1", "2");
            assertThat(dead.first().properties())
                    .contains("x-death-reason:overflow", "x-death-queue:oldest/a");
        }
        try (Listening reader = stomp.subscribe("/queue/oldest/a", 1)) {
            assertThat(reader.first(2)).extracting(Received::text).containsExactly("3", "4");
        }
    }

    @Test
    void whatHasWaitedTooLongBecomesADeadLetter() {
        stomp.publish("/queue/brief/a", 1, List.of("unit:eur"), Received.hex("old"));

        try (Listening dead = mqtt.subscribe("$dlq/brief/a", 1)) {
            assertThat(dead.first().text()).isEqualTo("old");
            assertThat(dead.first().properties()).contains("unit:eur", "x-death-reason:expired");
        }
    }

    @Test
    void idleEmptyQueueDisappears() {
        mqtt.pub("$queue/passing", "x", "-q", "1");
        assertThat(api.get("queues?name=passing")).contains("$queue/passing");

        try (Listening reader = stomp.subscribe("/queue/passing", 1)) {
            reader.first();
            assertThat(api.get("queues?name=passing")).contains("$queue/passing");
            reader.leaves();
        }

        await("the queue's end")
                .atMost(Program.LIMIT)
                .until(() -> api.get("queues?name=passing").equals("{\"queues\":[]}"));
    }

    @Test
    void deadLettersAreCountedReadAndPutBack() throws IOException {
        mqtt.pub("$queue/sick", "x", "-q", "1");
        try (StompWire worker = StompWire.connect(gateway.stomp())) {
            worker.subscribe("/queue/sick", "ack:client-individual");
            StompWire.Frame bad = worker.next();
            assertThat(api.get("messages/" + bad.header("message-id")))
                    .contains("\"topic\":\"$queue/sick\"");

            worker.send("NACK", "", "id:" + bad.header("ack"), "requeue:false", "receipt:n");
            worker.flush();
            assertThat(worker.next().command()).isEqualTo("RECEIPT");
            await("dead letter")
                    .atMost(Program.LIMIT)
                    .until(() -> api.get("queues/sick").contains("\"deadLetters\":1"));
            assertThat(api.get("queues/sick/dead-letters")).contains("rejected");

            assertThat(api.ask("POST", "queues/sick/put-back", "").body())
                    .contains("\"putBack\":1");
            StompWire.Frame again = worker.next();
            assertThat(again.body()).isEqualTo("x");
            assertThat(again.header("x-death-reason")).isEmpty();
        }
    }
}
