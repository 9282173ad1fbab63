package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.mqtt.MqttBytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of state is after a {@code kill -9} in the middle of a conversation. */
final class SurvivalTest {
    @TempDir Path data;
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        gateway = GatewayProcess.start(data);
    }

    @AfterEach
    void stop() {
        try (GatewayProcess ended = gateway) {
            ended.stop();
            ended.requireNoFaults();
        }
    }

    @Test
    void retainedMessageIsStillThere() {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");
        client.pub("state/door", "open", "-q", "1", "-r");
        client.pub("state/window", "open", "-q", "1", "-r");
        client.pub("state/window", "", "-q", "1", "-r");

        killAndRestart();

        client.pub("state/window", "live", "-q", "1");
        try (Listening later = client.subscribe("state/#", 1)) {
            client.pub("state/end", "end", "-q", "1");
            assertThat(later.first(2)).extracting(Received::text).containsExactly("open", "end");
        }
    }

    @Test
    void unacknowledgedDeliveriesComeAgainMarkedAsDuplicates() throws IOException {
        try (Wire reader = Wire.connect(gateway.mqtt(), "reader", false)) {
            reader.subscribe("half/#", 1);
            publish("half/1", "acknowledged", "not acknowledged");
            Wire.Packet first = reader.next(Wire.PUBLISH);
            reader.next(Wire.PUBLISH);
            reader.answer(Wire.PUBACK, first.packetId());
            reader.disconnect(); // tells the gateway exactly how far it had come
        }
        publish("half/1", "while away");

        killAndRestart();

        try (Wire reader = Wire.connect(gateway.mqtt(), "reader", false)) {
            assertThat(reader.sessionPresent()).isTrue();
            Wire.Packet again = reader.next(Wire.PUBLISH);
            assertThat(again.text()).isEqualTo("not acknowledged");
            assertThat(again.isDup()).isTrue();
            assertThat(reader.next(Wire.PUBLISH).text()).isEqualTo("while away");
            reader.disconnect();
        }
    }

    @Test
    void publishThatHasItsPubRecIsNotPublishedAgain() throws IOException {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");
        String[] stays = {"-q", "2", "-i", "counter", "-c", "-x", "600"};
        client.sub("exact/#", stays).leaves();
        try (Wire publisher = Wire.connect(gateway.mqtt(), "publisher", false)) {
            publisher.publish("exact/1", 2, false, 7, "once".getBytes(UTF_8));
            publisher.flush();
            assertThat(publisher.next(Wire.PUBREC).packetId()).isEqualTo(7);

            killAndRestart();
        }

        try (Wire publisher = Wire.connect(gateway.mqtt(), "publisher", false)) {
            assertThat(publisher.sessionPresent()).isTrue();
            publisher.publish("exact/1", 2, true, 7, "once".getBytes(UTF_8));
            publisher.flush();
            publisher.next(Wire.PUBREC);
            publisher.answer(Wire.PUBREL, 7);
            publisher.flush();
            publisher.next(Wire.PUBCOMP);
            publisher.publish("exact/1", 2, false, 7, "another".getBytes(UTF_8));
            publisher.flush();
            publisher.next(Wire.PUBREC);
            publisher.disconnect();
        }
        try (Listening counter = client.sub("exact/#", stays)) {
            assertThat(counter.first(2))
                    .extracting(Received::text)
                    .containsExactly("once", "another");
        }
    }

    @Test
    void deliveryThatHasItsPubRecGoesOnWithPubRel() throws IOException {
        int packetId;
        try (Wire reader = Wire.connect(gateway.mqtt(), "reader", false)) {
            reader.subscribe("exact/out", 2);
            publishExactly("exact/out", "once");
            packetId = reader.next(Wire.PUBLISH).packetId();
            reader.answer(Wire.PUBREC, packetId);
            reader.flush();
            assertThat(reader.next(Wire.PUBREL).packetId()).isEqualTo(packetId);

            killAndRestart();
        }

        try (Wire reader = Wire.connect(gateway.mqtt(), "reader", false)) {
            assertThat(reader.next(Wire.PUBREL).packetId()).isEqualTo(packetId);
            reader.answer(Wire.PUBCOMP, packetId);
            reader.flush();
            publishExactly("exact/out", "another");
            assertThat(reader.next(Wire.PUBLISH).text()).isEqualTo("another");
            reader.disconnect();
        }
    }

    @Test
    void willOfAClientThatIsLostWithTheGatewayIsPublished() throws IOException {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");
        String[] stays = {"-q", "1", "-i", "heir", "-c", "-x", "600"};
        client.sub("wills/#", stays).leaves();
        try (Wire doomed = Wire.connectWithWill(gateway.mqtt(), "doomed", "wills/1", "lost")) {
            assertThat(doomed.sessionPresent()).isFalse();

            killAndRestart();
        }

        try (Listening heir = client.sub("wills/#", stays)) {
            assertThat(heir.first().text()).isEqualTo("lost");
        }
    }

    @Test
    void sessionEndsOnTimeAlsoAcrossRestarts() throws Exception {
        try (MqttProbe brief =
                MqttProbe.enter(
                        gateway.mqtt(),
                        MqttWords.V5,
                        MqttWords.V5.connect("brief", MqttBytes.uint32(0x11, 1)))) {
            brief.subscribes("brief", 1).leaves();
        }

        killAndRestart();

        await().atMost(Program.LIMIT).until(this::nobodySleeps);
        try (MqttProbe late = MqttProbe.dial(gateway.mqtt(), MqttWords.V5)) {
            late.say(MqttWords.V5.resume("brief")).hearsConnAck(0);
        }
    }

    private boolean nobodySleeps() throws Exception {
        return metrics().contains("sluice_sessions{state=\"asleep\",} 0.0");
    }

    private String metrics() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.admin("/metrics"))).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void delayedMessageComesWhenItsTimeHasCome() {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");
        String[] stays = {"-q", "1", "-i", "patient", "-c", "-x", "600"};
        client.sub("later/#", stays).leaves();
        client.pub("$delayed/2/later/1", "late", "-q", "1");
        client.pub("later/1", "early", "-q", "1");

        killAndRestart();

        try (Listening reader = client.sub("later/#", stays)) {
            assertThat(reader.first(2)).extracting(Received::text).containsExactly("early", "late");
        }
    }

    @Test
    void readingOfThePastGoesOnWhereItWas() throws IOException {
        publish("past/1", "a", "b", "c", "d");
        try (Wire reader = Wire.connect(gateway.mqtt(), "historian", false)) {
            reader.subscribe("$replay/first/past/#", 1);
            reader.answer(Wire.PUBACK, reader.next(Wire.PUBLISH).packetId());
            reader.answer(Wire.PUBACK, reader.next(Wire.PUBLISH).packetId());
            reader.disconnect(); // tells the gateway exactly how far it had come
        }
        publish("past/1", "e");

        killAndRestart();

        try (Wire reader = Wire.connect(gateway.mqtt(), "historian", false)) {
            assertThat(reader.sessionPresent()).isTrue();
            for (String text : List.of("c", "d", "e")) {
                assertThat(reader.next(Wire.PUBLISH).text()).isEqualTo(text);
            }
            reader.disconnect();
        }
    }

    @Test
    void readingsEndWithTheirSession() throws Exception {
        publish("past/2", "a");
        try (Wire reader = Wire.connect(gateway.mqtt(), "forgetful", false)) {
            reader.subscribe("$replay/first/past/2", 1);
            reader.answer(Wire.PUBACK, reader.next(Wire.PUBLISH).packetId());
            reader.disconnect();
        }
        Wire.connect(gateway.mqtt(), "forgetful", true).close();
        await().atMost(Program.LIMIT).until(this::nobodySleeps);

        killAndRestart();

        try (Wire reader = Wire.connect(gateway.mqtt(), "forgetful", false)) {
            assertThat(reader.sessionPresent()).isFalse();
            reader.subscribe("$replay/first/past/2", 1);
            assertThat(reader.next(Wire.PUBLISH).text()).isEqualTo("a");
            reader.disconnect();
        }
    }

    private void killAndRestart() {
        gateway.kill9();
        gateway.restart();
    }

    private void publish(String topic, String... texts) throws IOException {
        try (Wire publisher = Wire.connect(gateway.mqtt(), "publisher", true)) {
            for (int number = 0; number < texts.length; number++) {
                publisher.publish(topic, 1, false, number + 1, texts[number].getBytes(UTF_8));
                publisher.flush();
                publisher.next(Wire.PUBACK);
            }
            publisher.disconnect();
        }
    }

    private void publishExactly(String topic, String text) throws IOException {
        try (Wire publisher = Wire.connect(gateway.mqtt(), "publisher", true)) {
            publisher.publish(topic, 2, false, 1, text.getBytes(UTF_8));
            publisher.flush();
            publisher.next(Wire.PUBREC);
            publisher.answer(Wire.PUBREL, 1);
            publisher.flush();
            publisher.next(Wire.PUBCOMP);
            publisher.disconnect();
        }
    }
}
