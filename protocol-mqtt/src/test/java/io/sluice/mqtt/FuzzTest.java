package io.sluice.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever bytes a client sends, nothing breaks but its own connection. */
final class FuzzTest {
    private static final List<byte[]> GOOD =
            List.of(
                    MqttBytes.raw("32 07 0001 61 0001 00 78"),
                    MqttBytes.raw("34 07 0001 61 0002 00 78"),
                    MqttBytes.packet(0x30)
                            .string("a/b")
                            .properties(
                                    MqttBytes.property(1, 1),
                                    MqttBytes.uint32(2, 9),
                                    MqttBytes.text(0x26, "k", "v"),
                                    MqttBytes.property(0x23, 0, 3))
                            .text("hello")
                            .end(),
                    MqttBytes.raw("62 02 0002"),
                    MqttBytes.raw("8207 0001 00 0001 61 00"),
                    MqttBytes.raw("a206 0001 00 0001 61"),
                    MqttBytes.raw("c000"),
                    MqttBytes.raw("4004 0001 00 00"),
                    MqttBytes.raw("e002 04 00"));

    @Property(tries = 1000)
    void randomBytesBeforeConnect(@ForAll @Size(max = 200) byte[] bytes) {
        TestGateway gateway = new TestGateway();
        TestClient client = gateway.socket();

        client.send(bytes);

        assertThat(gateway.ingress().requests(Request.Publish.class)).isEmpty();
        finish(gateway, client);
    }

    @Property(tries = 1000)
    void randomBytesAfterConnect(@ForAll @Size(max = 200) byte[] bytes) {
        TestGateway gateway = new TestGateway();
        TestClient client = gateway.connected5("me");

        client.send(bytes);

        finish(gateway, client);
    }

    @Test
    void goodPacketsWithWrongBytes() {
        Random random = new Random(42);
        TestGateway gateway = new TestGateway();
        for (int round = 0; round < 1_000; round++) {
            TestClient client =
                    round % 2 == 0 ? gateway.connected5("me") : gateway.connected3("me");
            for (int i = 0; i < 4 && client.isOpen(); i++) {
                byte[] packet = GOOD.get(random.nextInt(GOOD.size())).clone();
                for (int n = random.nextInt(3); n > 0; n--) {
                    packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
                }
                client.send(Arrays.copyOf(packet, 1 + random.nextInt(packet.length)));
            }

            finish(gateway, client);
        }
        assertThat(gateway.server().connectionCount()).isZero();
    }

    @Test
    void connectsWithWrongBytes() {
        Random random = new Random(43);
        TestGateway gateway = new TestGateway();
        byte[] good =
                MqttBytes.packet(0x10)
                        .string("MQTT")
                        .uint8(5)
                        .uint8(0xEE)
                        .uint16(1)
                        .properties(MqttBytes.uint32(0x11, 5), MqttBytes.text(0x26, "a", "b"))
                        .string("me")
                        .properties(MqttBytes.text(0x03, "x"))
                        .string("will")
                        .binary((byte) 1)
                        .string("user")
                        .binary((byte) 2)
                        .end();
        for (int round = 0; round < 1_000; round++) {
            byte[] packet = good.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
            }
            TestClient client = gateway.socket();

            client.send(packet);

            finish(gateway, client);
        }
        assertThat(gateway.server().connectionCount()).isZero();
    }

    /** No exception got out, and nothing is left behind. */
    private static void finish(TestGateway gateway, TestClient client) {
        client.received();
        client.channel().checkException();
        client.channel().finishAndReleaseAll();
        client.run();
        assertThat(
                        gateway.metric(
                                "sluice_connections_closed_total",
                                "protocol",
                                "mqtt",
                                "reason",
                                "fault"))
                .isZero();
    }
}
