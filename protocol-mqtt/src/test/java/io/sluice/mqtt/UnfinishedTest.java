package io.sluice.mqtt;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Inflight;
import io.sluice.broker.Request;
import io.sluice.broker.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exchanges that an earlier connection has begun and nobody can go on with. */
final class UnfinishedTest {
    private static final Inflight LEFT =
            new Inflight(
                    new int[] {7, 8, 9},
                    new long[] {70, 80, 90},
                    new byte[] {Inflight.SENT_QOS1, Inflight.RECEIVED, Inflight.SENT_QOS2});

    private final TestGateway gateway = new TestGateway();

    @Test
    void idsOfWhatRetentionTookAreFreeAndTheNextMessageTells() {
        TestClient client = resumed();

        client.subscriber()
                .gone(LEFT.where(stage -> stage != Inflight.RECEIVED)); // PUBREL needs no record

        assertThat(client.subscriber().inflight().packetIds()).containsExactly(8);
        assertThat(gateway.ingress().last(Request.Completed.class).packetIds()).containsExactly(9);
        gateway.deliver(client, gateway.messages(100).add(0, "x"));
        assertThat(client.received())
                .contains(
                        HexFormat.of().formatHex("x-gap".getBytes(StandardCharsets.UTF_8))
                                + "000132");
    }

    @Test
    void idThatTheClientHasAnsweredMeanwhileIsNotTouched() {
        TestClient client = resumed();

        client.send(raw("4002 0007"));
        gateway.deliver(client, gateway.messages(100).add(1, "x"));
        client.subscriber().gone(LEFT.where(stage -> stage == Inflight.SENT_QOS1));

        // 10 is the new one's
        assertThat(client.subscriber().inflight().packetIds()).containsExactly(8, 9, 10);
    }

    private TestClient resumed() {
        TestClient client = gateway.socket();
        client.send(
                packet(0x10)
                        .string("MQTT")
                        .bytes(5, 0, 0, 0)
                        .properties(MqttBytes.uint32(0x11, 60))
                        .string("me")
                        .end());
        gateway.open(client, new SessionState(true, List.of(), new int[0], LEFT));
        client.received();
        return client;
    }
}
