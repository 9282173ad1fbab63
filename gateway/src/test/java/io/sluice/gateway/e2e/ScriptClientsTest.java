package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What MQTT.js (TCP and WebSocket) and Paho for Python see, in each version of MQTT they speak. */
final class ScriptClientsTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<ScriptClient> clients() {
        return IntStream.rangeClosed(3, 5)
                .boxed()
                .flatMap(
                        version ->
                                Stream.of(
                                        ScriptClient.pahoPython(gateway.mqtt(), version),
                                        ScriptClient.mqttJs(gateway.mqtt(), version),
                                        ScriptClient.mqttJs(gateway.web("/mqtt"), version)));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void messageArrivesAtTheQosItWasSentWith(ScriptClient client) {
        try (Listening listening = client.subscribe(place(client) + "/#", 2)) {
            for (int qos = 0; qos <= 2; qos++) {
                client.publish(place(client) + "/" + qos, qos, List.of(), "00ff", "c0");
            }

            List<Received> got = listening.first(6);
            assertThat(got).extracting(Received::qos).containsExactly("0", "0", "1", "1", "2", "2");
            assertThat(got).extracting(Received::hex).containsSubsequence("00ff", "c0", "00ff");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void retainedMessageGreetsWhoSubscribesLater(ScriptClient client) {
        String topic = "greeted/" + place(client);
        client.publish(topic, 1, List.of("retain=true"), List.of(Received.hex("kept")));

        try (Listening listening = client.subscribe(topic, 1)) {
            assertThat(listening.first().text()).isEqualTo("kept");
            assertThat(listening.first().retained()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void persistentSessionGetsWhatWasSentWhileItSlept(ScriptClient client) {
        String topic = "asleep/" + place(client);
        String id = "sleeper-%08x".formatted(topic.hashCode()); // 3.1 takes 23 characters
        List<String> stays = List.of("id=" + id, "clean=false");
        client.subscribe(topic, 2, stays).leaves();
        client.publish(topic, 1, List.of(), "01", "02");
        client.publish(topic, 2, List.of(), "03", "04");

        try (Listening awake = client.subscribe(topic, 2, stays)) {
            if (!client.version().equals("3")) { // 3.1 has no way to tell
                awake.program().await(Pattern.compile("^session present$"));
            }
            List<Received> got = awake.first(4);
            assertThat(got).extracting(Received::hex).containsExactly("01", "02", "03", "04");
            assertThat(got).extracting(Received::qos).containsExactly("1", "1", "2", "2");
        }
    }

    private static String place(ScriptClient client) {
        return client.toString().replace(' ', '-');
    }
}
