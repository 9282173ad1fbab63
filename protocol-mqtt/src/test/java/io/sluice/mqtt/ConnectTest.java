package io.sluice.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Request;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionState;
import org.junit.jupiter.api.Test;

/** How a client is let in. */
final class ConnectTest {
    private final TestGateway gateway = new TestGateway();

    @Test
    @Clause({"MQTT-3.2.2-1", "MQTT-3.1.2-6"})
    void connAckOfVersion3WaitsForTheSession() {
        TestClient client = gateway.socket();

        client.send(MqttBytes.connect3("me"));

        assertThat(client.received()).isEmpty();
        Request.Open open = gateway.ingress().last(Request.Open.class);
        assertThat(open.session().name()).isEqualTo(new SessionName("mqtt", "me"));
        assertThat(open.session().cleanStart()).isTrue();
        assertThat(open.session().expirySeconds()).isZero();

        gateway.open(client, SessionState.NEW);

        // CONNACK, length 2, session not present, accepted
        assertThat(client.received()).isEqualTo("20020000");
    }
}
