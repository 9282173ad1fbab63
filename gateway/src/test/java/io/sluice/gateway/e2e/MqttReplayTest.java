package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading the past, as the clients of others and the shell see it. */
final class MqttReplayTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void filterReadsAgainAndGoesOnLiveWithoutAGapOrADouble(String version) {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), version);
        String topic = "again/" + version;
        client.pubLines(topic, numbers(0, 1_000), "-q", "1");

        try (Listening reader = client.subscribe("$replay/first/again/" + version, 2)) {
            client.pubLines(topic, numbers(1_000, 2_000), "-q", "1");

            List<Received> got = reader.first(2_000);
            assertThat(got)
                    .extracting(Received::text)
                    .containsExactlyElementsOf(numbers(0, 2_000).toList());
            assertThat(got.get(0).topic()).isEqualTo(topic);
            assertThat(got).noneMatch(Received::retained);
        }
    }

    @Test
    void propertyReadsAgainAndMessagesTellTheirPlace() throws InterruptedException {
        Mqtt5BlockingClient client = hive("replayer");
        client.connect();
        for (String text : List.of("a", "b", "c")) {
            publish(client, "told", text);
        }
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
            subscribe(client, "told", "first");
            publish(client, "told", "d");

            List<Mqtt5Publish> got = next(publishes, 4);
            List<Long> offsets = got.stream().map(each -> told(each, "x-stream-offset")).toList();
            assertThat(got.stream().map(MqttReplayTest::text)).containsExactly("a", "b", "c", "d");
            assertThat(offsets).isSorted().doesNotHaveDuplicates();
            assertThat(told(got.get(0), "timestamp"))
                    .isBetween(1_700_000_000_000L, System.currentTimeMillis());

            client.unsubscribeWith().topicFilter("told").send();
            subscribe(client, "told", "offset=" + offsets.get(2));

            assertThat(next(publishes, 2).stream().map(MqttReplayTest::text))
                    .containsExactly("c", "d");
        }
        client.disconnect();
    }

    @Test
    void placePastTheEndBeginsWithWhatComesAndSaysSo() throws InterruptedException {
        Mqtt5BlockingClient client = hive("too-far");
        client.connect();
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
            subscribe(client, "too-far", "offset=999999999");
            publish(client, "too-far", "next");

            Mqtt5Publish got = next(publishes, 1).get(0);
            assertThat(text(got)).isEqualTo("next");
            assertThat(values(got, "x-reset")).containsExactly("true");
        }
        client.disconnect();
    }

    @Test
    void placeThatIsNoneIsRefusedWithAReason() {
        Mqtt5BlockingClient client = hive("nowhere");
        client.connect();

        assertThatThrownBy(() -> subscribe(client, "nowhere", "yesterday"))
                .isInstanceOfSatisfying(
                        Mqtt5SubAckException.class,
                        refused ->
                                assertThat(refused.getMqttMessage().getReasonString().orElseThrow())
                                        .asString()
                                        .contains("'yesterday' is no place in the log"));
        client.disconnect();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "-15m", "timestamp=1700000000", "offset=0"})
    void shellReadsFromAnyPlace(String where) {
        MosquittoClient mosquitto = new MosquittoClient(gateway.mqtt(), "mqttv5");
        String topic = "shell/" + where;
        mosquitto.pubLines(topic, numbers(0, 3), "-q", "1");

        List<String> printed = sub("shell/+", "--from", where, "--count", "3", "--json");

        assertThat(printed).hasSize(3);
        assertThat(printed.get(0))
                .contains("\"topic\":\"shell/", "\"offset\":", "\"payload\":\"0\"");
    }

    @Test
    void shellReadsTheLastInVersion3Too() {
        new MosquittoClient(gateway.mqtt(), "mqttv5").pubLines("last/1", numbers(0, 3), "-q", "1");

        assertThat(sub("last/#", "--from", "last", "--count", "1", "-V", "mqttv311"))
                .containsExactly("2");
    }

    private static List<String> sub(String filter, String... options) {
        List<String> arguments = new ArrayList<>(List.of("sub", filter));
        arguments.addAll(List.of("-p", String.valueOf(gateway.mqtt().getPort())));
        arguments.addAll(List.of(options));
        return Program.run("sub", SluiceCommand.of(arguments.toArray(String[]::new)));
    }

    private static Mqtt5BlockingClient hive(String id) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverAddress(gateway.mqtt())
                .buildBlocking();
    }

    private static void subscribe(Mqtt5BlockingClient client, String filter, String where) {
        client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.EXACTLY_ONCE)
                .userProperties(
                        Mqtt5UserProperties.of(Mqtt5UserProperty.of("stream-offset", where)))
                .send();
    }

    private static void publish(Mqtt5BlockingClient client, String topic, String text) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.EXACTLY_ONCE)
                .payload(text.getBytes(UTF_8))
                .send();
    }

    private static List<Mqtt5Publish> next(Mqtt5Publishes publishes, int count)
            throws InterruptedException {
        List<Mqtt5Publish> got = new ArrayList<>();
        while (got.size() < count) {
            got.add(
                    publishes
                            .receive(Program.LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .orElseThrow(() -> new AssertionError("only " + got)));
        }
        return got;
    }

    private static String text(Mqtt5Publish publish) {
        return new String(publish.getPayloadAsBytes(), UTF_8);
    }

    private static long told(Mqtt5Publish publish, String name) {
        return Long.parseLong(values(publish, name).get(0));
    }

    private static List<String> values(Mqtt5Publish publish, String name) {
        return publish.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals(name))
                .map(property -> property.getValue().toString())
                .toList();
    }

    private static Stream<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf);
    }
}
