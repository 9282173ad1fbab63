package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of version 5 are told when the gateway stops. */
final class MqttStopTest {
    @TempDir Path data;

    @Test
    void clientIsToldWhereToGo() throws Exception {
        CompletableFuture<MqttClientDisconnectedContext> lost = new CompletableFuture<>();
        try (GatewayProcess gateway =
                GatewayProcess.startAnywhere(data, "mqtt.server-reference=other.example:1883")) {
            Mqtt5BlockingClient client =
                    MqttClient.builder()
                            .useMqttVersion5()
                            .serverAddress(gateway.mqtt())
                            .addDisconnectedListener(lost::complete)
                            .buildBlocking();
            client.connect();

            gateway.stop();

            Mqtt5DisconnectException cause =
                    (Mqtt5DisconnectException)
                            lost.get(Program.LIMIT.toSeconds(), TimeUnit.SECONDS).getCause();
            Mqtt5Disconnect goodbye = cause.getMqttMessage();
            assertThat(goodbye.getReasonCode())
                    .isEqualTo(Mqtt5DisconnectReasonCode.USE_ANOTHER_SERVER);
            assertThat(goodbye.getServerReference().orElseThrow())
                    .hasToString("other.example:1883");
            gateway.requireNoFaults();
        }
    }
}
