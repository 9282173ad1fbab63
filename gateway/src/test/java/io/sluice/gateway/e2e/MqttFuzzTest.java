package io.sluice.gateway.e2e;

import static io.sluice.gateway.e2e.MqttWords.V5;
import static io.sluice.gateway.e2e.MqttWords.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever comes over a socket, the gateway stays as it was, and nobody else is disturbed. That it
 * had no fault and printed no trace is asked by {@link GatewayExtension} at the end.
 */
final class MqttFuzzTest {
    private static final int QOS_1 = 0x02;

    @RegisterExtension
    static final GatewayExtension gateway = new GatewayExtension("log.durability=os");

    @Test
    void clientsThatKnowMqttByHalfDisturbNobody() throws Exception {
        talk(1, 1_000);
    }

    @Test
    @Tag("nightly")
    void clientsThatKnowMqttByHalfDisturbNobodyForLong() throws Exception {
        for (int seed = 2; seed < 22; seed++) {
            talk(seed, 2_000);
        }
    }

    /** Each conversation on a socket of its own, and between them an honest client's exchange. */
    private static void talk(int seed, int conversations) throws Exception {
        MqttGarbage garbage = new MqttGarbage(seed);
        String topic = "honest/" + seed;
        MqttProbe honest = MqttProbe.enter(gateway.mqtt(), V5, topic).subscribes(topic, 1);
        for (int i = 1; i <= conversations; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(gateway.mqtt());
                say(socket, garbage.conversation());
            }
            if (i % 20 == 0) {
                exchange(honest, topic, i);
            }
        }
        honest.hearsNothing().leaves();

        await().untilAsserted(
                        () ->
                                assertThat(metrics())
                                        .contains(
                                                "sluice_connections{protocol=\"mqtt\",transport=\"tcp\",}"
                                                    + " 0.0",
                                                "sluice_subscriptions{protocol=\"mqtt\",} 0.0"));
    }

    /** The gateway may have closed by now, which is its right. */
    private static void say(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readNBytes(4);
        } catch (SocketException closed) {
            return; // before it has heard all of that
        }
    }

    private static void exchange(MqttProbe honest, String topic, int packetId) throws IOException {
        byte[] message = V5.publish(QOS_1, topic, packetId, "still here");
        honest.say(message);
        String first = honest.next();
        String second = honest.next();
        String delivery = first.startsWith("3") ? first : second;
        String receipt = first.startsWith("3") ? second : first;

        assertThat(receipt).isEqualTo("4002%04x".formatted(packetId));
        int at = 4 + 2 * (2 + topic.length()); // first byte, length, then the topic name
        int deliveryId = Integer.parseInt(delivery.substring(at, at + 4), 16);
        honest.say(answer(0x40, deliveryId));
    }

    private static List<String> metrics() throws IOException, InterruptedException {
        HttpRequest get = HttpRequest.newBuilder(URI.create(gateway.admin("/metrics"))).build();
        return HttpClient.newHttpClient()
                .send(get, BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }
}
