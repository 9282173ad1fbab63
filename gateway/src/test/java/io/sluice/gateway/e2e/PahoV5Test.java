package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Paho's Java client sees in MQTT 5. */
final class PahoV5Test {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    private final BlockingQueue<MqttMessage> got = new LinkedBlockingQueue<>();
    private final List<MqttClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() throws MqttException {
        for (MqttClient client : clients) {
            client.disconnect();
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messageArrivesWithItsQosAndProperties(int qos) throws Exception {
        MqttClient client = client("paho5-" + qos);
        client.connect(options(true));
        client.subscribe("paho5/" + qos, qos);

        MqttMessage sent = new MqttMessage("21.5".getBytes(UTF_8), qos, false, properties());
        client.publish("paho5/" + qos, sent);

        MqttMessage message = next();
        assertThat(message.getQos()).isEqualTo(qos);
        assertThat(message.getProperties().getUserProperties())
                .containsExactlyElementsOf(properties().getUserProperties());
        assertThat(message.getProperties().getContentType()).isEqualTo("text/plain");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void persistentSessionGetsWhatWasSentWhileItSlept(int qos) throws Exception {
        String topic = "paho5-asleep/" + qos;
        MqttClient sleeper = client("paho5-sleeper-" + qos);
        MqttClient publisher = client("paho5-publisher");
        sleeper.connect(options(false));
        sleeper.subscribe(topic, 2);
        sleeper.disconnect();
        publisher.connect(options(true));
        for (int number = 0; number < 100; number++) {
            publisher.publish(topic, new byte[] {(byte) number}, qos, false);
        }

        sleeper.connect(options(false));

        for (int number = 0; number < 100; number++) {
            assertThat(next().getPayload()).containsExactly(number);
        }
    }

    private MqttMessage next() throws InterruptedException {
        MqttMessage message = got.poll(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(message).as("the next message").isNotNull();
        return message;
    }

    private static MqttProperties properties() {
        MqttProperties properties = new MqttProperties();
        properties.setContentType("text/plain");
        properties.setUserProperties(
                List.of(new UserProperty("unit", "°C"), new UserProperty("unit", "again")));
        return properties;
    }

    private static MqttConnectionOptions options(boolean clean) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(clean);
        options.setSessionExpiryInterval(clean ? 0L : 3600L);
        return options;
    }

    private MqttClient client(String id) throws MqttException {
        MqttClient client =
                new MqttClient(
                        "tcp://127.0.0.1:" + gateway.mqtt().getPort(), id, new MemoryPersistence());
        client.setCallback(new Queueing());
        clients.add(client);
        return client;
    }

    /** Puts what arrives in the queue. */
    private final class Queueing implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            got.add(message);
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException error) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean again, String address) {}

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {}
    }
}
