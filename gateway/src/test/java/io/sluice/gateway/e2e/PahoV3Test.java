package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Paho's Java client sees, in MQTT 3.1 and 3.1.1. */
final class PahoV3Test {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    private final BlockingQueue<MqttMessage> got = new LinkedBlockingQueue<>();

    static Stream<Arguments> versionsAndQos() {
        return Stream.of(3, 4)
                .flatMap(
                        version ->
                                IntStream.rangeClosed(0, 2)
                                        .mapToObj(qos -> Arguments.of(version, qos)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndQos")
    void messageArrivesAtTheQosItWasSentWith(int version, int qos) throws Exception {
        String topic = "paho3/" + version + "/" + qos;
        try (MqttClient client = client("paho3-" + version + "-" + qos)) {
            client.connect(options(version, true));
            client.subscribe("paho3/+/" + qos, qos, received());

            client.publish(topic, "21.5".getBytes(UTF_8), qos, false);

            MqttMessage message = next();
            assertThat(new String(message.getPayload(), UTF_8)).isEqualTo("21.5");
            assertThat(message.getQos()).isEqualTo(qos);
            client.disconnect();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void retainedMessageGreetsWhoSubscribesLater(int version) throws Exception {
        try (MqttClient client = client("paho3-retains-" + version)) {
            client.connect(options(version, true));
            client.publish("paho3-kept/" + version, "kept".getBytes(UTF_8), 1, true);

            client.subscribe("paho3-kept/" + version, 1, received());

            MqttMessage message = next();
            assertThat(new String(message.getPayload(), UTF_8)).isEqualTo("kept");
            assertThat(message.isRetained()).isTrue();
            client.disconnect();
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "3, 2", "4, 1", "4, 2"})
    void persistentSessionGetsWhatWasSentWhileItSlept(int version, int qos) throws Exception {
        String topic = "paho3-asleep/%d/%d".formatted(version, qos);
        try (MqttClient sleeper = client("paho3-sleeper-%d-%d".formatted(version, qos));
                MqttClient publisher = client("paho3-publisher-" + version)) {
            sleeper.setCallback(new Queueing());
            sleeper.connect(options(version, false));
            sleeper.subscribe(topic, 2);
            sleeper.disconnect();
            publisher.connect(options(version, true));
            for (int number = 0; number < 100; number++) {
                publisher.publish(topic, new byte[] {(byte) number}, qos, false);
            }
            publisher.disconnect();

            sleeper.connect(options(version, false));

            for (int number = 0; number < 100; number++) {
                assertThat(next().getPayload()).containsExactly(number);
            }
            sleeper.disconnect();
        }
    }

    private IMqttMessageListener received() {
        return (topic, message) -> got.add(message);
    }

    private MqttMessage next() throws InterruptedException {
        MqttMessage message = got.poll(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(message).as("the next message").isNotNull();
        return message;
    }

    private static MqttConnectOptions options(int version, boolean clean) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(version);
        options.setCleanSession(clean);
        options.setMaxInflight(
                1000); // Paho counts a message as in flight a moment longer than it is
        return options;
    }

    private static MqttClient client(String id) throws MqttException {
        return new MqttClient(
                "tcp://127.0.0.1:" + gateway.mqtt().getPort(), id, new MemoryPersistence());
    }

    /** Puts what arrives in the queue. */
    private final class Queueing implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            got.add(message);
        }

        @Override
        public void connectionLost(Throwable cause) {}

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }
}
