package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.connect3;
import static io.sluice.mqtt.MqttBytes.connect5;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.auth.Access;
import io.sluice.auth.Pass;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionState;
import io.sluice.broker.Will;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a client is let in, or not. */
final class ConnectTest {
    /** What CONNACK tells version 5 by default: 1,024 in flight, 1 MiB + 1 KiB, 64 aliases. */
    private static final String DEFAULTS = "210400" + "2700400000" + "220040";

    private final TestGateway gateway = new TestGateway();

    @Test
    @Clause({"MQTT-3.2.2-1", "MQTT-3.1.4-5", "MQTT-3.1.2-4"})
    void connAckWaitsForTheSession() {
        TestClient client = gateway.socket();

        client.send(connect3("me"));

        assertThat(client.received()).isEmpty();
        Request.Open open = gateway.ingress().last(Request.Open.class);
        assertThat(open.session().name()).isEqualTo(new SessionName("mqtt", "me"));
        assertThat(open.session().cleanStart()).isTrue();
        assertThat(open.session().expirySeconds()).isZero();

        gateway.open(client, SessionState.NEW);

        // CONNACK, length 2, session not present, accepted
        assertThat(client.received()).isEqualTo("20020000");
    }

    @Test
    @Clause({"MQTT-3.2.2-2", "MQTT-3.1.2-5"})
    void cleanSession0AsksForTheSessionThatThereWas() {
        TestClient client = gateway.socket();

        client.send(packet(0x10).string("MQTT").uint8(4).uint8(0).uint16(9).string("me").end());
        SessionState was =
                new SessionState(
                        true,
                        SessionState.NEW.subscriptions(),
                        new int[0],
                        SessionState.NEW.inflight());
        gateway.open(client, was);

        Request.Open open = gateway.ingress().last(Request.Open.class);
        assertThat(open.session().cleanStart()).isFalse();
        assertThat(open.session().expirySeconds()).isEqualTo(Duration.ofDays(7).toSeconds());
        // session present
        assertThat(client.received()).isEqualTo("20020100");
    }

    @Test
    @Clause("MQTT-3.1.2-24")
    void connAckLeavesOutWhatIsTooLongForTheClientAndMayBe() {
        TestClient client = gateway.socket();

        client.send(connect5("me", uint32(0x27, 15), property(0x19, 1)));
        gateway.open(client, SessionState.NEW);

        // receive maximum, maximum packet size; no room for topic aliases and responses
        assertThat(client.received()).isEqualTo("200b000008" + "210400" + "2700400000");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    @Clause("MQTT-3.1.2-24")
    void connAckThatIsTooLongForTheClientIsARefusal() {
        TestClient client = gateway.socket();
        TestClient tiny = gateway.socket();

        client.send(connect5("me", uint32(0x27, 7))); // with receive maximum it takes 8
        tiny.send(connect5("me", uint32(0x27, 4)));

        // packet too large, no properties
        assertThat(client.received()).isEqualTo("2003009500");
        assertThat(client.isOpen()).isFalse();
        assertThat(tiny.received()).isEmpty();
        assertThat(tiny.isOpen()).isFalse();
    }

    @Test
    @Clause({"MQTT-3.2.2-9", "MQTT-3.2.2-16"})
    void connAckOfVersion5TellsWhatWeGrant() {
        TestClient client = gateway.socket();

        client.send(connect5(""));
        gateway.open(client, SessionState.NEW);

        String id = gateway.ingress().last(Request.Open.class).session().name().id();
        assertThat(id).hasSize(27);
        String assigned = "12001b" + hex(id);
        int length = (DEFAULTS + assigned).length() / 2;
        assertThat(client.received())
                .startsWith("20%02x0000%02x".formatted(length + 3, length))
                .contains(assigned)
                .contains("210400")
                .contains("2700400000")
                .contains("220040");
    }

    @Test
    void expiryIsCappedAndSaysSo() {
        TestClient client = gateway.socket();

        // session expiry interval: for ever
        client.send(connect5("me", uint32(0x11, 0xFFFF_FFFFL)));
        gateway.open(client, SessionState.NEW);

        long month = Duration.ofDays(30).toSeconds();
        assertThat(gateway.ingress().last(Request.Open.class).session().expirySeconds())
                .isEqualTo(month);
        assertThat(client.received()).contains("11%08x".formatted(month));
    }

    @Test
    @Clause({"MQTT-3.1.2-21", "MQTT-3.2.2-21"})
    void keepAliveIsCappedAndSaysSo() {
        TestGateway strict = new TestGateway(Configs.keepAliveMax(Duration.ofSeconds(30)));
        TestClient client = strict.socket();

        client.send(connect5("me"));
        strict.open(client, SessionState.NEW);

        // server keep alive 30
        assertThat(client.received()).contains("13001e");
    }

    @Test
    @Clause("MQTT-3.1.2-28")
    void responseInformationComesOnlyToThoseWhoAsk() {
        TestClient asking = gateway.socket();
        asking.send(connect5("a/b", property(0x19, 1)));
        gateway.open(asking, SessionState.NEW);
        TestClient silent = gateway.socket();
        silent.send(connect5("c"));
        gateway.open(silent, SessionState.NEW);

        // response information "reply/a_b/"
        assertThat(asking.received()).contains("1a000a" + hex("reply/a_b/"));
        assertThat(silent.received()).doesNotContain(hex("reply/"));
    }

    @Test
    void willBecomesARecord() {
        TestClient client = gateway.socket();

        client.send(
                packet(0x10)
                        .string("MQTT")
                        .uint8(5)
                        .uint8(0x02 | 0x04 | 0x08 | 0x20) // clean, will, QoS 1, retain
                        .uint16(0)
                        .properties()
                        .string("me")
                        .properties(
                                uint32(0x18, 5), // will delay
                                uint32(0x02, 60), // expiry
                                property(0x01, 1), // text
                                text(0x03, "text/plain"),
                                text(0x26, "k", "v"))
                        .string("gone/me")
                        .binary((byte) 'b', (byte) 'y', (byte) 'e')
                        .end());

        Will will = gateway.ingress().last(Request.Open.class).session().will();
        assertThat(will.delaySeconds()).isEqualTo(5);
        MessageView message = new MessageView().on(will.message(), 0);
        assertThat(message.topic()).isEqualTo("gone/me");
        assertThat(message.flags())
                .isEqualTo(
                        1
                                | MessageFlags.RETAIN
                                | MessageFlags.WILL
                                | MessageFlags.FROM_MQTT
                                | MessageFlags.BODY_UTF8
                                | MessageFlags.EXPIRES);
        assertThat(message.propertiesBytes()).isEqualTo(13 + 7);
        assertThat(new String(will.message(), message.payloadAt(), 3, UTF_8)).isEqualTo("bye");
    }

    @Test
    void willToAForbiddenTopicIsRefused() {
        gateway.rights.set("secret", Access.DENIED);
        byte[] connect =
                packet(0x10)
                        .string("MQTT")
                        .uint8(4)
                        .uint8(0x02 | 0x04)
                        .uint16(0)
                        .string("me")
                        .string("secret")
                        .binary()
                        .end();
        TestClient client = gateway.socket();

        client.send(connect);

        // not authorized
        assertThat(client.received()).isEqualTo("20020005");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    @Clause(value = "MQTT-3.1.3-8", v3 = "MQTT-3.1.3-9")
    void idThatIsNotTakenIsToldInEachVersionsWords() {
        TestGateway strict = new TestGateway(Configs.clientIdBytesMax(4));
        TestClient old = strict.socket();
        TestClient young = strict.socket();

        old.send(connect3("12345"));
        young.send(connect5("12345"));

        assertThat(old.received()).isEqualTo("20020002");
        assertThat(young.received()).matches("20..0085.*");
        assertThat(old.isOpen()).isFalse();
        assertThat(young.isOpen()).isFalse();
        assertThat(strict.connected5("1234").isOpen()).isTrue();
    }

    @Test
    @Clause("MQTT-3.1.4-2")
    void whoSaysNoNameAndMustIsNotAuthorized() {
        gateway.authenticator =
                shown -> CompletableFuture.completedFuture(new Verdict.Denied("no"));
        TestClient old = gateway.socket();
        TestClient young = gateway.socket();

        old.send(connect3("me"));
        young.send(connect5("me"));

        assertThat(old.received()).isEqualTo("20020005");
        assertThat(young.received()).startsWith("20100087");
        assertThat(old.isOpen()).isFalse();
        assertThat(young.isOpen()).isFalse();
    }

    @Test
    @Clause({"MQTT-3.2.2-8", "MQTT-3.1.4-2"})
    void wrongPasswordIsToldInEachVersionsWords() {
        gateway.authenticator =
                shown -> CompletableFuture.completedFuture(new Verdict.Denied("no"));
        TestClient old = gateway.socket();
        TestClient young = gateway.socket();

        // user name flag, password flag, clean session
        old.send(head(4, 0xC2).string("me").string("u").string("p").end());
        young.send(head(5, 0xC2).properties().string("me").string("u").string("p").end());

        assertThat(old.received()).isEqualTo("20020004");
        // bad user name or password, reason string "not let in"
        assertThat(young.received()).isEqualTo("20100086" + "0d" + "1f000a" + hex("not let in"));
        assertThat(old.isOpen()).isFalse();
        assertThat(young.isOpen()).isFalse();
        assertThat(gateway.metric("sluice_auth_total", "result", "denied")).isEqualTo(2);
        assertThat(
                        gateway.metric(
                                "sluice_connect_failures_total",
                                "reason",
                                "bad_user_name_or_password"))
                .isEqualTo(2);
        assertThat(gateway.metric("sluice_protocol_errors_total", "protocol", "mqtt")).isZero();
    }

    @Test
    void nobodyToDecideIsServerUnavailable() {
        gateway.authenticator =
                shown -> CompletableFuture.completedFuture(new Verdict.Unavailable("down"));
        TestClient old = gateway.socket();

        old.send(connect3("me"));

        assertThat(old.received()).isEqualTo("20020003");
    }

    @Test
    void verdictMayComeFromAnotherThreadAndLater() {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        gateway.authenticator = shown -> verdict;
        TestClient client = gateway.socket();
        client.send(connect3("me"));
        assertThat(gateway.ingress().requests()).isEmpty();

        verdict.complete(new Verdict.Accepted(Principal.ANONYMOUS));
        client.run();

        assertThat(gateway.ingress().requests(Request.Open.class)).hasSize(1);
    }

    @Test
    void credentialsThatEndEndTheConnection() {
        Instant until = gateway.clock.instant().plusSeconds(60);
        Principal passing = new Principal("me", Pass.until(until));
        gateway.authenticator =
                shown -> CompletableFuture.completedFuture(new Verdict.Accepted(passing));
        TestClient client = gateway.connected5("me");

        client.pass(Duration.ofSeconds(59));
        assertThat(client.received()).isEmpty();
        client.pass(Duration.ofSeconds(1));

        assertThat(client.received()).startsWith("e0").contains("a0");
    }

    @Test
    void refusedSessionIsToldAndClosed() {
        TestClient client = gateway.socket();
        client.send(connect5("me"));

        gateway.ingress().last(Request.Open.class).subscriber().refused(Refusal.SESSIONS_FULL);

        assertThat(client.received()).startsWith("20").contains("0097");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void clientGoneBeforeItsSessionOpensLeavesItAsItWas() {
        TestClient client = gateway.socket();
        client.send(connect3("me"));
        client.breakOff();

        gateway.open(client, SessionState.NEW);

        Request.Closed closed = gateway.ingress().last(Request.Closed.class);
        assertThat(closed.how().publishWill()).isFalse();
        assertThat(closed.feed()).isSameAs(client.feed);
    }

    @Test
    @Clause("MQTT-3.1.4-5")
    void packetsSentBeforeConnAckWait() {
        TestClient client = gateway.socket();

        client.send(connect3("me"), MqttBytes.raw("c000"));
        assertThat(client.received()).isEmpty();
        gateway.open(client, SessionState.NEW);

        // CONNACK, then PINGRESP
        assertThat(client.received()).isEqualTo("20020000" + "d000");
    }

    @Test
    void silentSocketIsClosedInTime() {
        TestClient client = gateway.socket();
        client.send(MqttBytes.raw("10"));

        client.pass(Duration.ofSeconds(9));
        assertThat(client.isOpen()).isTrue();
        client.pass(Duration.ofSeconds(2));

        assertThat(client.isOpen()).isFalse();
        assertThat(gateway.server().connectionCount()).isZero();
        assertThat(gateway.metric("sluice_connect_failures_total", "reason", "connect_timeout"))
                .isEqualTo(1);
    }

    private static MqttBytes head(int level, int flags) {
        return packet(0x10).string("MQTT").uint8(level).uint8(flags).uint16(60);
    }

    private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
