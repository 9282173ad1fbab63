package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.connect5;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Authenticator;
import io.sluice.auth.Credentials;
import io.sluice.auth.Exchange;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Authentication in several steps. */
final class EnhancedAuthenticationTest {
    private static final MqttBytes.Block METHOD = text(0x15, "ROT");

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void knowOneMethod() {
        gateway.authenticator = new Rot();
    }

    @Test
    @Clause({"MQTT-4.12.0-2", "MQTT-4.12.0-3", "MQTT-4.12.0-5"})
    void challengeIsAnsweredBeforeConnAck() {
        TestClient client = gateway.socket();

        client.send(connect5("me", METHOD, text(0x16, "hello")));
        // AUTH, continue, method ROT, data "uryyb"
        assertThat(client.received())
                .isEqualTo("f010" + "18" + "0e" + "150003524f54" + "16000575727979" + "62");
        client.send(packet(0xF0).uint8(0x18).properties(METHOD, text(0x16, "yes")).end());
        gateway.open(client, SessionState.NEW);

        // CONNACK with the method and a last word
        assertThat(client.received()).startsWith("20").contains("150003524f54", "160003627965");
    }

    @Test
    @Clause("MQTT-4.12.0-1")
    void unknownMethodIsRefused() {
        TestClient client = gateway.socket();

        client.send(connect5("me", text(0x15, "NONE")));

        assertThat(client.received()).startsWith("20").contains("008c");
    }

    @Test
    @Clause("MQTT-4.12.0-4")
    void wrongAnswerIsRefused() {
        TestClient client = gateway.socket();

        client.send(connect5("me", METHOD));
        client.received();
        client.send(packet(0xF0).uint8(0x18).properties(METHOD, text(0x16, "no")).end());

        assertThat(client.received()).startsWith("20").contains("0086");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    @Clause({"MQTT-3.1.2-30", "MQTT-3.1.4-6"})
    void otherPacketsBeforeConnAckAreAViolation() {
        TestClient client = gateway.socket();

        client.send(connect5("me", METHOD));
        client.received();
        client.send(raw("c000"));

        assertThat(client.received()).startsWith("20").contains("0082");
    }

    @Test
    void clientMayLeaveInTheMiddle() {
        TestClient client = gateway.socket();

        client.send(connect5("me", METHOD));
        client.received();
        client.send(raw("e000"));

        assertThat(client.isOpen()).isFalse();
        assertThat(gateway.ingress().requests(Request.Open.class)).isEmpty();
        assertThat(gateway.metric("sluice_protocol_errors_total", "protocol", "mqtt")).isZero();
    }

    @Test
    @Clause("MQTT-4.12.0-5")
    void anotherMethodInTheMiddleIsAViolation() {
        TestClient client = gateway.socket();

        client.send(connect5("me", METHOD));
        client.received();
        client.send(packet(0xF0).uint8(0x18).properties(text(0x15, "TOR")).end());

        assertThat(client.received()).startsWith("20").contains("0082");
    }

    @Test
    @Clause("MQTT-4.12.1-1")
    void clientShowsItselfAgainWhileItGoesOn() {
        TestClient client = connected();

        client.send(packet(0xF0).uint8(0x19).properties(METHOD).end(), raw("c000"));
        // AUTH with a challenge, and PINGRESP
        assertThat(client.received()).startsWith("f0").contains("18").contains("d000");
        client.send(packet(0xF0).uint8(0x18).properties(METHOD, text(0x16, "yes")).end());

        // AUTH, success
        assertThat(client.received()).matches("f0..00.*");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    @Clause("MQTT-4.12.1-2")
    void clientThatFailsToShowItselfAgainIsPutOut() {
        TestClient client = connected();

        client.send(packet(0xF0).uint8(0x19).properties(METHOD).end());
        client.received();
        client.send(packet(0xF0).uint8(0x18).properties(METHOD, text(0x16, "no")).end());

        // DISCONNECT, not authorized
        assertThat(client.received()).matches("e0..87.*");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void answerThatNobodyAskedForIsAViolation() {
        TestClient client = connected();

        client.send(packet(0xF0).uint8(0x18).properties(METHOD).end());

        assertThat(client.received()).matches("e0..82.*");
    }

    private TestClient connected() {
        TestClient client = gateway.socket();
        client.send(connect5("me", METHOD));
        client.send(packet(0xF0).uint8(0x18).properties(METHOD, text(0x16, "yes")).end());
        gateway.open(client, SessionState.NEW);
        client.received();
        return client;
    }

    /** Says back what it heard, turned by thirteen letters, and wants a yes. */
    private static final class Rot implements Authenticator {
        @Override
        public CompletionStage<Verdict> authenticate(Credentials shown) {
            return CompletableFuture.completedFuture(new Verdict.Denied("by method only"));
        }

        @Override
        public Optional<Exchange> begin(String method, Credentials shown) {
            return method.equals("ROT") ? Optional.of(new RotExchange()) : Optional.empty();
        }
    }

    private static final class RotExchange implements Exchange {
        private boolean hasAsked;

        @Override
        public CompletionStage<Step> answer(byte[] said) {
            if (!hasAsked) {
                hasAsked = true;
                byte[] turned = said.clone();
                for (int i = 0; i < turned.length; i++) {
                    turned[i] = (byte) ('a' + (turned[i] - 'a' + 13) % 26);
                }
                return CompletableFuture.completedFuture(new Challenge(turned));
            }
            boolean isYes = new String(said, StandardCharsets.UTF_8).equals("yes");
            Verdict verdict =
                    isYes
                            ? new Verdict.Accepted(new Principal("rot"))
                            : new Verdict.Denied("no yes");
            return CompletableFuture.completedFuture(
                    new Outcome(verdict, "bye".getBytes(StandardCharsets.UTF_8)));
        }
    }
}
