package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What HiveMQ's client sees, in MQTT 3.1.1 and 5. It checks each packet by the letter. */
final class HiveMqTest {
    private static final long LIMIT_S = Program.LIMIT.toSeconds();

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void version311SendsAndGetsAtEachQos(MqttQos qos) throws InterruptedException {
        Mqtt3BlockingClient client = v3("hive3-" + qos);
        client.connect();
        try (Mqtt3BlockingClient.Mqtt3Publishes publishes =
                client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
            client.subscribeWith().topicFilter("hive3/+/" + qos).qos(qos).send();

            client.publish(
                    Mqtt3Publish.builder()
                            .topic("hive3/a/" + qos)
                            .qos(qos)
                            .payload("21.5".getBytes(UTF_8))
                            .build());

            Mqtt3Publish got = publishes.receive(LIMIT_S, TimeUnit.SECONDS).orElseThrow();
            assertThat(new String(got.getPayloadAsBytes(), UTF_8)).isEqualTo("21.5");
            assertThat(got.getQos()).isEqualTo(qos);
        }
        client.disconnect();
    }

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void version5CarriesEveryPropertyOfAMessage(MqttQos qos) throws InterruptedException {
        Mqtt5BlockingClient client = v5("hive5-" + qos);
        client.connect();
        Mqtt5UserProperties properties =
                Mqtt5UserProperties.builder()
                        .add("unit", "°C")
                        .add("unit", "again")
                        .add("", "")
                        .build();
        Mqtt5Publish sent =
                Mqtt5Publish.builder()
                        .topic("hive5/" + qos)
                        .qos(qos)
                        .payload("21.5".getBytes(UTF_8))
                        .contentType("text/plain")
                        .responseTopic("hive5/answers")
                        .correlationData(new byte[] {0, -1, 7})
                        .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
                        .messageExpiryInterval(600)
                        .userProperties(properties)
                        .build();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes =
                client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
            client.subscribeWith().topicFilter("hive5/" + qos).qos(qos).send();

            client.publish(sent);

            Mqtt5Publish got = publishes.receive(LIMIT_S, TimeUnit.SECONDS).orElseThrow();
            assertThat(got.getQos()).isEqualTo(qos);
            assertThat(got.getContentType()).isEqualTo(sent.getContentType());
            assertThat(got.getResponseTopic()).isEqualTo(sent.getResponseTopic());
            assertThat(got.getCorrelationData()).isEqualTo(sent.getCorrelationData());
            assertThat(got.getPayloadFormatIndicator()).isEqualTo(sent.getPayloadFormatIndicator());
            assertThat(got.getMessageExpiryInterval().orElseThrow()).isBetween(570L, 600L);
            assertThat(got.getUserProperties()).isEqualTo(properties);
        }
        client.disconnect();
    }

    @Test
    void secondConnectionOfOneClientIdTakesOver() throws Exception {
        CompletableFuture<MqttClientDisconnectedContext> lost = new CompletableFuture<>();
        Mqtt5BlockingClient first =
                MqttClient.builder()
                        .useMqttVersion5()
                        .identifier("one-id")
                        .serverAddress(gateway.mqtt())
                        .addDisconnectedListener(lost::complete)
                        .buildBlocking();
        Mqtt5BlockingClient second = v5("one-id");
        first.connectWith().sessionExpiryInterval(600).send();
        first.subscribeWith().topicFilter("one-id").qos(MqttQos.AT_LEAST_ONCE).send();

        Mqtt5ConnAck connAck =
                second.connectWith().cleanStart(false).sessionExpiryInterval(600).send();

        Throwable cause = lost.get(LIMIT_S, TimeUnit.SECONDS).getCause();
        assertThat(cause).isInstanceOf(Mqtt5DisconnectException.class);
        assertThat(((Mqtt5DisconnectException) cause).getMqttMessage().getReasonCode())
                .isEqualTo(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);
        assertThat(connAck.isSessionPresent()).isTrue();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes =
                second.publishes(MqttGlobalPublishFilter.ALL)) {
            second.publishWith().topic("one-id").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(publishes.receive(LIMIT_S, TimeUnit.SECONDS)).isPresent();
        }
        second.disconnect();
    }

    @Test
    void sessionIsPresentOnlyWhereOneWasKept() {
        Mqtt5BlockingClient client = v5("kept-or-not");

        assertThat(client.connectWith().sessionExpiryInterval(600).send().isSessionPresent())
                .isFalse();
        client.disconnect();
        assertThat(client.connectWith().cleanStart(false).send().isSessionPresent()).isTrue();
        client.disconnect();
        assertThat(client.connectWith().cleanStart(false).send().isSessionPresent()).isFalse();
        client.disconnect();
    }

    @Test
    void clientThatPingsStaysConnected() {
        Mqtt5BlockingClient client = v5("alive");
        client.connectWith().keepAlive(1).send();

        // HiveMQ's client pings by itself; three intervals later the connection still stands.
        await().during(Duration.ofSeconds(3))
                .atMost(Program.LIMIT)
                .until(() -> client.getState().isConnected());

        client.disconnect();
    }

    @Test
    void retainHandlingAndRetainAsPublishedAreHonoured() throws InterruptedException {
        Mqtt5BlockingClient client = v5("retain-handling");
        client.connect();
        client.publishWith().topic("handled").retain(true).qos(MqttQos.AT_LEAST_ONCE).send();
        try (Mqtt5BlockingClient.Mqtt5Publishes publishes =
                client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
            client.subscribeWith()
                    .topicFilter("handled")
                    .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                    .retainAsPublished(true)
                    .send();
            client.publishWith()
                    .topic("handled")
                    .retain(true)
                    .payload("live".getBytes(UTF_8))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();

            Mqtt5Publish got = publishes.receive(LIMIT_S, TimeUnit.SECONDS).orElseThrow();
            assertThat(new String(got.getPayloadAsBytes(), UTF_8)).isEqualTo("live");
            assertThat(got.isRetain()).isTrue();
        }
        client.disconnect();
    }

    private static Mqtt3BlockingClient v3(String id) {
        return MqttClient.builder()
                .useMqttVersion3()
                .identifier(id)
                .serverAddress(gateway.mqtt())
                .buildBlocking();
    }

    private static Mqtt5BlockingClient v5(String id) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverAddress(gateway.mqtt())
                .buildBlocking();
    }
}
