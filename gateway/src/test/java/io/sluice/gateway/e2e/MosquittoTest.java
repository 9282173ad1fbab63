package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mosquitto_pub and mosquitto_sub see, in each version of MQTT. */
final class MosquittoTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    static Stream<Arguments> versionsAndQos() {
        return Stream.of("mqttv31", "mqttv311", "mqttv5")
                .flatMap(
                        version ->
                                IntStream.rangeClosed(0, 2)
                                        .mapToObj(qos -> Arguments.of(version, qos)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndQos")
    void messageArrivesAtTheLowerQosOfTheTwo(String version, int qos) {
        MosquittoClient client = client(version);
        String topic = "lower/" + version + "/" + qos;
        try (Listening all = client.subscribe("lower/+/" + qos, 2);
                Listening atMostOnce = client.subscribe(topic, 0)) {

            client.pub(topic, "21.5", "-q", String.valueOf(qos));
            client.pub(topic, "22.0", "-q", String.valueOf(qos));

            assertThat(all.first(2)).extracting(Received::text).containsExactly("21.5", "22.0");
            assertThat(all.first().topic()).isEqualTo(topic);
            assertThat(all.first().qos()).isEqualTo(String.valueOf(qos));
            assertThat(atMostOnce.first().qos()).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void retainedMessageGreetsWhoSubscribesLater(String version) {
        MosquittoClient client = client(version);
        String topic = "retained/" + version;
        client.pub(topic, "old", "-q", "1", "-r");
        client.pub(topic, "new", "-q", "1", "-r");

        try (Listening later = client.subscribe("retained/#", 1)) {
            client.pub(topic, "live", "-q", "1", "-r");

            List<Received> got = later.first(2);
            assertThat(got).extracting(Received::text).containsExactly("new", "live");
            assertThat(got).extracting(Received::retained).containsExactly(true, false);
        }
        client.pub(topic, "", "-q", "1", "-r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void emptyRetainedMessageLeavesNothingBehind(String version) {
        MosquittoClient client = client(version);
        String topic = "emptied/" + version;
        client.pub(topic, "there", "-q", "1", "-r");
        client.pub(topic, "", "-q", "1", "-r");

        try (Listening later = client.subscribe(topic, 1)) {
            client.pub(topic, "live", "-q", "1");

            assertThat(later.first().text()).isEqualTo("live");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void willSpeaksForAClientThatIsLost(String version) {
        MosquittoClient client = client(version);
        String topic = "will/" + version;
        try (Listening heirs = client.subscribe(topic, 1);
                Listening doomed =
                        client.sub(
                                "elsewhere",
                                "--will-topic",
                                topic,
                                "--will-payload",
                                "lost",
                                "--will-qos",
                                "1")) {
            doomed.isLost();

            assertThat(heirs.first().text()).isEqualTo("lost");
        }
    }

    @Test
    void willSpeaksForAClientThatLeavesAndAsksForIt() {
        MosquittoClient client = client("mqttv5");
        try (Listening heirs = client.subscribe("asked-for", 1);
                Listening leaving =
                        client.sub("x", "--will-topic", "asked-for", "--will-payload", "bye")) {
            leaving.leaves(); // in version 5 mosquitto_sub says 0x04, disconnect with will

            assertThat(heirs.first().text()).isEqualTo("bye");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311"})
    void willIsForgottenWhenTheClientLeavesInOrder(String version) {
        MosquittoClient client = client(version);
        String topic = "no-will/" + version;
        try (Listening heirs = client.subscribe(topic, 1);
                Listening polite =
                        client.sub("elsewhere", "--will-topic", topic, "--will-payload", "lost")) {
            polite.leaves();
            client.pub(topic, "still quiet", "-q", "1");

            assertThat(heirs.first().text()).isEqualTo("still quiet");
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndQos")
    void persistentSessionGetsWhatWasSentWhileItSlept(String version, int qos) {
        MosquittoClient client = client(version);
        int granted = Math.max(1, qos);
        String topic = "asleep/" + version + "/" + qos;
        String[] stays = stays(version, "sleeper-" + version + "-" + qos, granted);
        client.sub(topic, stays).leaves();

        client.pubLines(topic, numbers(200), "-q", String.valueOf(granted));

        try (Program awake = client.startSub(topic, stays)) {
            List<String> got =
                    awake.awaitMany(Received.LINE, 200).stream()
                            .map(Received::of)
                            .map(Received::text)
                            .toList();
            assertThat(got).containsExactlyElementsOf(numbers(200).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void linesOfOnePublisherArriveInTheirOrder(String qos) {
        MosquittoClient client = client("mqttv5");
        try (Listening listening = client.subscribe("lines/" + qos, 2)) {
            client.pubLines("lines/" + qos, numbers(2_000), "-q", qos);

            assertThat(listening.first(2_000))
                    .extracting(Received::text)
                    .containsExactlyElementsOf(numbers(2_000).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 65_535, 65_536, 500_000})
    void longPayloadArrivesWhole(int length) {
        MosquittoClient client = client("mqttv311");
        String payload = Received.hex("x".repeat(length - 1) + "!");
        try (Listening listening = client.subscribe("long/" + length, 1)) {
            client.publish("long/" + length, 1, List.of(), payload);

            assertThat(listening.first().hex()).isEqualTo(payload);
        }
    }

    private static MosquittoClient client(String version) {
        return new MosquittoClient(gateway.mqtt(), version);
    }

    private static Stream<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf);
    }

    /** Options of a client whose session outlives its connection. */
    private static String[] stays(String version, String id, int qos) {
        Stream<String> usual = Stream.of("-q", String.valueOf(qos), "-i", id, "-c");
        Stream<String> expiry = version.equals("mqttv5") ? Stream.of("-x", "3600") : Stream.of();
        return Stream.concat(usual, expiry).toArray(String[]::new);
    }
}
