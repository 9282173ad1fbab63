package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who of a group gets the next message, by each strategy, as HiveMQ's client sees it. */
final class SharedStrategyTest {
    private static final String FILTER = "$share/g/tasks/+";
    private static final int MESSAGES = 40;

    @TempDir Path data;
    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private GatewayProcess gateway;
    private Mqtt5AsyncClient publisher;

    private void start(String strategy) {
        gateway = GatewayProcess.start(data, "queue.strategy=" + strategy);
        publisher = connect("publisher");
    }

    @AfterEach
    void stop() {
        clients.forEach(client -> client.disconnect().join());
        try (GatewayProcess ended = gateway) {
            ended.stop();
            ended.requireNoFaults();
        }
    }

    @Test
    void roundRobinGivesEachTheSame() {
        start("round-robin");
        List<Mqtt5Publish> one = member("one", true);
        List<Mqtt5Publish> two = member("two", true);

        for (int i = 0; i < MESSAGES; i++) {
            publish("tasks/1", i);
        }

        await().atMost(Program.LIMIT).until(() -> one.size() + two.size() == MESSAGES);
        assertThat(one).hasSize(MESSAGES / 2);
        assertThat(two).hasSize(MESSAGES / 2);
    }

    @Test
    void leastInFlightPassesBySomebodyWhoIsBusy() {
        start("least-in-flight");
        List<Mqtt5Publish> busy = member("busy", false);
        publish("tasks/1", 0);
        await().atMost(Program.LIMIT).until(() -> busy.size() == 1);
        List<Mqtt5Publish> idle = member("idle", true);

        for (int i = 1; i < MESSAGES; i++) {
            int count = i;
            publish("tasks/1", i);
            await().atMost(Program.LIMIT).until(() -> busy.size() + idle.size() > count);
        }

        // it may have the same number in flight as the other for a moment, and be chosen then
        assertThat(busy).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void byTopicKeepsATopicWithWhoHasItInFlight() {
        start("by-topic");
        List<Mqtt5Publish> one = member("one", false);
        List<Mqtt5Publish> two = member("two", false);

        for (int i = 0; i < MESSAGES; i++) {
            publish("tasks/" + i % 8, i);
        }

        await().atMost(Program.LIMIT).until(() -> one.size() + two.size() == MESSAGES);
        assertThat(Collections.disjoint(topics(one), topics(two))).isTrue();
        assertThat(one).isNotEmpty();
        assertThat(two).isNotEmpty();
        for (List<Mqtt5Publish> got : List.of(one, two)) {
            byTopic(got).values().forEach(numbers -> assertThat(numbers).isSorted());
        }
    }

    /** A member of the group, and what it gets. */
    private List<Mqtt5Publish> member(String id, boolean acknowledges) {
        List<Mqtt5Publish> got = new CopyOnWriteArrayList<>();
        connect(id)
                .subscribeWith()
                .topicFilter(FILTER)
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(got::add)
                .manualAcknowledgement(!acknowledges)
                .send()
                .join();
        return got;
    }

    private Mqtt5AsyncClient connect(String id) {
        Mqtt5AsyncClient client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier(id)
                        .serverAddress(gateway.mqtt())
                        .buildAsync();
        client.connect().join();
        clients.add(client);
        return client;
    }

    private void publish(String topic, int number) {
        publisher
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(String.valueOf(number).getBytes(UTF_8))
                .send()
                .join();
    }

    private static Set<String> topics(List<Mqtt5Publish> got) {
        return byTopic(got).keySet();
    }

    private static Map<String, List<Integer>> byTopic(List<Mqtt5Publish> got) {
        return got.stream()
                .collect(
                        groupingBy(
                                publish -> publish.getTopic().toString(),
                                mapping(SharedStrategyTest::number, toList())));
    }

    private static int number(Mqtt5Publish publish) {
        return Integer.parseInt(new String(publish.getPayloadAsBytes(), UTF_8));
    }
}
