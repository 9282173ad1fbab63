package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.connect5;
import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.uint32;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Close;
import io.sluice.broker.Inflight;
import io.sluice.broker.Refusal;
import io.sluice.broker.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How conversations end, and what the broker is told. */
final class SessionEndTest {
    private final TestGateway gateway = new TestGateway();

    @Test
    @Clause({"MQTT-3.14.4-3", "MQTT-3.1.2-8", "MQTT-3.1.2-10"})
    void plainDisconnectTakesTheWillBack() {
        TestClient old = gateway.connected3("old");
        TestClient young = gateway.connected5("young");

        old.send(raw("e0 00"));
        assertThat(closed()).isEqualTo(new Close(false, 0));
        young.send(raw("e0 00"));
        assertThat(closed()).isEqualTo(new Close(false, 0));

        assertThat(old.isOpen()).isFalse();
        assertThat(young.received()).isEmpty();
        assertThat(
                        gateway.metric(
                                "sluice_connections_closed_total",
                                "protocol",
                                "mqtt",
                                "reason",
                                "normal"))
                .isEqualTo(2);
    }

    @Test
    void disconnectWithWillPublishesIt() {
        TestClient client = gateway.connected5("me");

        client.send(raw("e0 01 04"));

        assertThat(closed()).isEqualTo(new Close(true, 0));
    }

    @Test
    @Clause("MQTT-3.1.2-8")
    void lostClientPublishesItsWill() {
        TestClient client = gateway.connected3("me");

        client.breakOff();

        assertThat(closed()).isEqualTo(new Close(true, 0));
        assertThat(gateway.server().connectionCount()).isZero();
        assertThat(gateway.metric("sluice_connections", "protocol", "mqtt", "transport", "tcp"))
                .isZero();
    }

    @Test
    void expiryMayBeChangedWithTheGoodbye() {
        TestClient client = gateway.connected(connect5("me", uint32(0x11, 100)));

        client.send(packet(0xE0).uint8(0).properties(uint32(0x11, 7)).end());

        assertThat(closed()).isEqualTo(new Close(false, 7));
    }

    @Test
    @Clause("MQTT-3.1.2-23")
    void sessionThatWasToEndCannotBeKeptByTheGoodbye() {
        TestClient client = gateway.connected5("me");

        client.send(packet(0xE0).uint8(0).properties(uint32(0x11, 7)).end());

        // DISCONNECT, protocol error
        assertThat(client.received()).startsWith("e0").contains("82");
        assertThat(closed()).isEqualTo(new Close(true, 0));
    }

    @Test
    @Clause({"MQTT-3.1.4-3", "MQTT-3.14.4-1"})
    void takeoverTellsTheOldConnectionAndHandsItsStateOver() {
        TestClient client = gateway.connected5("me");
        gateway.deliver(client, gateway.messages(3).add(1, "x"));
        client.received();
        client.send(raw("30 05 0001 61 00 31"));

        client.subscriber().takenOver();

        // DISCONNECT, session taken over
        assertThat(client.received()).startsWith("e0").contains("8e");
        assertThat(client.isOpen()).isFalse();
        Request.Closed closed = gateway.ingress().last(Request.Closed.class);
        assertThat(closed.how().publishWill()).isTrue();
        assertThat(closed.inflight())
                .isEqualTo(
                        new Inflight(
                                new int[] {1}, new long[] {3}, new byte[] {Inflight.SENT_QOS1}));
        assertThat(gateway.ingress().requests())
                .extracting(request -> request.getClass().getSimpleName())
                .containsExactly("Open", "Publish", "Closed");
    }

    @Test
    void takeoverOfVersion3JustCloses() {
        TestClient client = gateway.connected3("me");

        client.subscriber().takenOver();

        assertThat(client.received()).isEmpty();
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void whatWasReadBeforeAViolationIsPublished() {
        TestClient client = gateway.connected3("me");

        // PUBLISH, then a packet of type 0
        client.send(raw("30 04 0001 61 31"), raw("00 00"));

        assertThat(gateway.ingress().requests())
                .extracting(request -> request.getClass().getSimpleName())
                .containsExactly("Open", "Publish", "Closed");
        assertThat(gateway.metric("sluice_protocol_errors_total", "protocol", "mqtt")).isEqualTo(1);
    }

    @Test
    void nothingIsHeardAfterTheEnd() {
        TestClient client = gateway.connected3("me");

        client.send(raw("e0 00"), raw("30 04 0001 61 31"));

        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
        assertThat(gateway.ingress().requests(Request.Closed.class)).hasSize(1);
    }

    @Test
    @Clause({"MQTT-3.14.2-3", "MQTT-3.1.2-24"})
    void reasonStringThatTheClientDoesNotTakeIsLeftOut() {
        // maximum packet size 20
        TestClient client = gateway.connected(connect5("me", uint32(0x27, 20)));

        client.send(raw("00 00"));

        // DISCONNECT, malformed packet, no properties
        assertThat(client.received()).isEqualTo("e0028100");
    }

    @Test
    void dismissedClientIsToldWhy() {
        TestClient client = gateway.connected5("me");

        client.subscriber().dismissed(Refusal.NOT_AUTHORIZED);

        assertThat(client.received()).startsWith("e0").contains("87");
    }

    @Test
    void stopTellsAllAndEndsWhenAllAreGone() {
        TestClient young = gateway.connected5("young");
        TestClient old = gateway.connected3("old");
        TestClient stranger = gateway.socket();

        var stopped = gateway.server().stop().toCompletableFuture();

        // DISCONNECT, server shutting down
        assertThat(young.received()).startsWith("e0").contains("8b");
        assertThat(old.received()).isEmpty();
        assertThat(stranger.isOpen()).isFalse();
        assertThat(stopped).isCompleted();
        assertThat(gateway.socket().isOpen()).isFalse();
    }

    @Test
    void stopTellsWhereToGoIfThatIsKnown() {
        TestGateway moving = new TestGateway(Configs.serverReference("other:1883"));
        TestClient client = moving.connected5("me");

        moving.server().stop();

        // use another server, server reference
        assertThat(client.received())
                .startsWith("e0")
                .contains("9c")
                .contains("1c000a" + "6f746865723a31383833");
    }

    @Test
    void whoDoesNotTakeItsAnswersIsReadNoFurtherAndThenPutOut() {
        TestGateway small = new TestGateway(Configs.outgoingBytesMax(16 * 1024));
        TestClient client = small.connected5("deaf");
        byte[] pings = new byte[64 * 1024];
        for (int i = 0; i < pings.length; i += 2) {
            pings[i] = (byte) 0xC0;
        }
        client.stopReading();

        client.send(pings); // as much is answered as the socket has room for
        client.run();
        client.send(pings);
        client.run();

        assertThat(client.channel().config().isAutoRead()).isFalse();
        assertThat(client.isOpen()).isTrue();

        client.pass(MqttConfig.defaults().pauseMax());
        client.pass(Duration.ofSeconds(3)); // for its last words, which it does not take either

        assertThat(client.isOpen()).isFalse();
        assertThat(
                        small.metric(
                                "sluice_connections_closed_total",
                                "protocol",
                                "mqtt",
                                "reason",
                                "quota_exceeded"))
                .isEqualTo(1);
    }

    @Test
    @Clause({"MQTT-3.1.2-22", "MQTT-3.12.4-1"})
    void silenceOfOneAndAHalfKeepAlivesEndsTheConnection() {
        TestClient client = gateway.connected5("me"); // keep alive 60

        client.pass(Duration.ofSeconds(80));
        client.send(raw("c0 00"));
        assertThat(client.received()).isEqualTo("d000");
        client.pass(Duration.ofSeconds(89));
        assertThat(client.isOpen()).isTrue();
        client.pass(Duration.ofSeconds(2));

        // DISCONNECT, keep alive timeout
        assertThat(client.received()).startsWith("e0").contains("8d");
        assertThat(client.isOpen()).isFalse();
        assertThat(closed().publishWill()).isTrue();
    }

    @Test
    void keepAlive0MeansForEver() {
        TestClient client =
                gateway.connected(
                        packet(0x10).string("MQTT").uint8(4).uint8(2).uint16(0).string("me").end());

        client.pass(Duration.ofDays(100));

        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void fullRingStopsTheReadingAndTheClock() {
        TestClient client = gateway.connected5("me");
        gateway.ingress().becomeFull();

        client.send(raw("30 05 0001 61 00 31"));
        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
        assertThat(client.channel().config().isAutoRead()).isFalse();
        client.pass(Duration.ofSeconds(59));
        gateway.ingress().becomeFree();
        client.run();

        assertThat(gateway.ingress().requests(Request.Publish.class)).hasSize(1);
        assertThat(client.channel().config().isAutoRead()).isTrue();
        client.pass(Duration.ofSeconds(89));
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void fullRingForTooLongEndsTheConnection() {
        TestClient client = gateway.connected5("me");
        gateway.ingress().becomeFull();
        client.send(raw("c0 00"));

        client.pass(Duration.ofSeconds(61));

        // DISCONNECT, quota exceeded
        assertThat(client.received()).startsWith("e0").contains("97");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void clientThatTakesNoAnswersIsReadNoFurther() {
        TestClient client = new TestGateway(Configs.outgoingBytesMax(16 * 1024)).connected3("me");
        client.stopReading();
        byte[] pings = new byte[2_000];
        for (int i = 0; i < pings.length; i += 2) {
            pings[i] = (byte) 0xC0;
        }

        for (int i = 0; i < 100; i++) {
            client.send(pings);
        }
        assertThat(client.channel().config().isAutoRead()).isFalse();
        client.startReading();

        assertThat(client.channel().config().isAutoRead()).isTrue();
        assertThat(client.received()).hasSize(100 * 2 * pings.length);
    }

    private Close closed() {
        return gateway.ingress().last(Request.Closed.class).how();
    }
}
