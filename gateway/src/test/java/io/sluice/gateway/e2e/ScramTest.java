package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import io.sluice.gateway.auth.PasswordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Logging in by SCRAM-SHA-256, with HiveMQ's MQTT client and ongres' SCRAM client: neither knows
 * ours.
 */
final class ScramTest {
    private static final Path USERS = users();

    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension("auth.chain=[password-file]", "auth.password-file=" + USERS);

    @Test
    void clientShowsThatItKnowsThePasswordAndSoDoesTheGateway() throws Exception {
        Scram scram = new Scram("alice", "secret");
        Mqtt5BlockingClient client = client("one");

        Mqtt5ConnAck connAck = client.connectWith().enhancedAuth(scram).send();
        assertThat(connAck.getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
        assertThat(scram.isServerProven).isTrue();

        scram.isServerProven = false;
        client.toAsync().reauth().get(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(scram.isServerProven).isTrue();
        client.disconnect();
    }

    @Test
    void wrongPasswordAndUserWithoutAVerifierAreNotLetIn() {
        for (Scram scram : List.of(new Scram("alice", "wrong"), new Scram("bob", "secret"))) {
            assertThatThrownBy(() -> client("two").connectWith().enhancedAuth(scram).send())
                    .isInstanceOfSatisfying(
                            Mqtt5ConnAckException.class,
                            refused ->
                                    assertThat(refused.getMqttMessage().getReasonCode())
                                            .isEqualTo(
                                                    Mqtt5ConnAckReasonCode
                                                            .BAD_USER_NAME_OR_PASSWORD));
        }
    }

    @Test
    void passwordItselfStillLetsIn() {
        Mqtt5BlockingClient client = client("three");

        client.connectWith()
                .simpleAuth()
                .username("alice")
                .password("secret".getBytes(UTF_8))
                .applySimpleAuth()
                .send();

        client.disconnect();
    }

    /** Alice as the shell makes her, and Bob, who has a password and no verifier. */
    private static Path users() {
        try {
            Path file = Files.createTempFile("sluice-users-", "");
            file.toFile().deleteOnExit();
            PasswordFile.empty().with("bob", "secret".getBytes(UTF_8)).write(file);
            Program.run(
                    "passwd",
                    SluiceCommand.of(
                            "passwd", file.toString(), "alice", "-b", "secret", "--scram"));
            return file;
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private Mqtt5BlockingClient client(String id) {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .serverAddress(gateway.mqtt())
                .buildBlocking();
    }

    /** Between the two clients: each asks for a new exchange, whose words go over MQTT. */
    private static final class Scram implements Mqtt5EnhancedAuthMechanism {
        private final String user;
        private final String password;
        private ScramClient scram;
        private volatile boolean isServerProven;

        Scram(String user, String password) {
            this.user = user;
            this.password = password;
        }

        @Override
        public MqttUtf8String getMethod() {
            return MqttUtf8String.of("SCRAM-SHA-256");
        }

        @Override
        public int getTimeout() {
            return (int) Program.LIMIT.toSeconds();
        }

        @Override
        public CompletableFuture<Void> onAuth(
                Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder auth) {
            auth.data(first());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder auth) {
            auth.data(first());
            return CompletableFuture.completedFuture(null);
        }

        private byte[] first() {
            scram =
                    ScramClient.builder()
                            .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                            .username(user)
                            .password(password.toCharArray())
                            .build();
            return scram.clientFirstMessage().toString().getBytes(UTF_8);
        }

        @Override
        public CompletableFuture<Boolean> onContinue(
                Mqtt5ClientConfig config, Mqtt5Auth auth, Mqtt5AuthBuilder answer) {
            try {
                scram.serverFirstMessage(text(auth.getData().orElseThrow()));
                answer.data(scram.clientFinalMessage().toString().getBytes(UTF_8));
                return CompletableFuture.completedFuture(true);
            } catch (ScramException wrong) {
                return CompletableFuture.completedFuture(false);
            }
        }

        @Override
        public CompletableFuture<Boolean> onAuthSuccess(
                Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
            return proven(connAck.getEnhancedAuth().orElseThrow().getData().orElseThrow());
        }

        @Override
        public CompletableFuture<Boolean> onReAuthSuccess(
                Mqtt5ClientConfig config, Mqtt5Auth auth) {
            return proven(auth.getData().orElseThrow());
        }

        private CompletableFuture<Boolean> proven(ByteBuffer data) {
            try {
                scram.serverFinalMessage(text(data));
                isServerProven = true;
            } catch (ScramException wrong) {
                isServerProven = false;
            }
            return CompletableFuture.completedFuture(isServerProven);
        }

        private static String text(ByteBuffer data) {
            return UTF_8.decode(data).toString();
        }

        @Override
        public void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {}

        @Override
        public void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {}

        @Override
        public void onAuthError(Mqtt5ClientConfig config, Throwable cause) {}

        @Override
        public void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {}
    }
}
