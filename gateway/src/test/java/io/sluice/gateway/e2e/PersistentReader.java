package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A subscriber whose session outlives every crash, on HiveMQ's client, which connects again by
 * itself and filters what QoS 2 lets it filter. Keeps payloads by topic, in order of arrival.
 */
final class PersistentReader {
    private static final long SESSION_SECONDS = 3_600;

    private final Mqtt5AsyncClient client;
    private final Map<String, List<String>> byTopic = new LinkedHashMap<>();

    PersistentReader(InetSocketAddress gateway, String id) {
        client =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier(id)
                        .serverAddress(gateway)
                        .automaticReconnect()
                        .initialDelay(50, TimeUnit.MILLISECONDS)
                        .maxDelay(200, TimeUnit.MILLISECONDS)
                        .applyAutomaticReconnect()
                        .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::received);
    }

    void connect() {
        client.toBlocking()
                .connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS)
                .send();
    }

    void subscribe(String filter, MqttQos qos) {
        client.toBlocking().subscribeWith().topicFilter(filter).qos(qos).send();
    }

    void disconnect() {
        client.toBlocking().disconnectWith().sessionExpiryInterval(SESSION_SECONDS).send();
    }

    private synchronized void received(Mqtt5Publish publish) {
        byTopic.computeIfAbsent(publish.getTopic().toString(), first -> new ArrayList<>())
                .add(new String(publish.getPayloadAsBytes(), UTF_8));
    }

    /** Payloads that have come on one topic. */
    synchronized List<String> of(String topic) {
        return List.copyOf(byTopic.getOrDefault(topic, List.of()));
    }

    synchronized boolean has(String topic, String payload) {
        return byTopic.getOrDefault(topic, List.of()).contains(payload);
    }
}
