package io.sluice.gateway.e2e;

import static io.sluice.mqtt.MqttBytes.packet;
import static io.sluice.mqtt.MqttBytes.property;
import static io.sluice.mqtt.MqttBytes.raw;
import static io.sluice.mqtt.MqttBytes.text;
import static io.sluice.mqtt.MqttBytes.uint32;

import io.sluice.mqtt.MqttBytes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/**
 * Conversations of clients that know MQTT by half: good packets of one version, most of them with a
 * few bytes changed, gone, put in or said twice. The same seed says the same.
 */
final class MqttGarbage {
    private static final int PACKETS_MAX = 10;
    private static final int CHANGES_MAX = 4;
    private static final int QOS_2 = 0x04;

    private final Random random;

    MqttGarbage(long seed) {
        random = new Random(seed);
    }

    /** All that one client says; its CONNECT is good, more often than not. */
    byte[] conversation() {
        MqttWords words = random.nextBoolean() ? MqttWords.V3 : MqttWords.V5;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] connect = connect(words);
        said.writeBytes(random.nextInt(4) == 0 ? changed(connect) : connect);
        for (int i = random.nextInt(PACKETS_MAX); i >= 0; i--) {
            List<byte[]> packets = packets(words);
            said.writeBytes(changed(packets.get(random.nextInt(packets.size()))));
        }
        return said.toByteArray();
    }

    private byte[] connect(MqttWords words) {
        MqttBytes packet = packet(0x10).string("MQTT").uint8(words.level()).uint8(0xC6).uint16(1);
        if (words.is5()) {
            packet.properties(uint32(0x27, 100), property(0x21, 0, 2), property(0x22, 0, 3));
        }
        packet.string("garbage-" + random.nextInt(10));
        if (words.is5()) {
            packet.properties(uint32(0x18, 0), text(0x03, "x"));
        }
        return packet.string("garbage/will").string("gone").string("u").string("p").end();
    }

    private List<byte[]> packets(MqttWords words) {
        int id = 1 + random.nextInt(20);
        String topic = "garbage/" + random.nextInt(5);
        return List.of(
                words.publish(random.nextInt(6), topic, id, "some text"),
                words.publish(QOS_2, topic, id, "twice", user()),
                words.subscribe(id, random.nextBoolean() ? topic : "garbage/#", random.nextInt(3)),
                words.subscribe(id, "$share/g/" + topic, 1),
                words.unsubscribe(id, topic, "garbage/#"),
                MqttWords.answer(0x40, id),
                MqttWords.answer(0x50, id),
                MqttWords.answer(0x62, id),
                MqttWords.answer(0x70, id),
                MqttWords.answer(0x50, id, 0x80),
                MqttProbe.PING,
                raw("f002 18 00"),
                raw("e002 04 00"));
    }

    private static MqttBytes.Block[] user() {
        return new MqttBytes.Block[] {
            text(0x26, "k", "v"), uint32(0x02, 1), property(0x01, 1), property(0x23, 0, 1)
        };
    }

    private byte[] changed(byte[] packet) {
        byte[] bytes = packet;
        for (int n = random.nextInt(CHANGES_MAX); n > 0 && bytes.length > 0; n--) {
            bytes = changedOnce(bytes, random.nextInt(bytes.length));
        }
        return bytes;
    }

    private byte[] changedOnce(byte[] bytes, int at) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> out.write(bytes[at] ^ 1 << random.nextInt(8));
            case 1 -> out.write(random.nextInt(256));
            case 2 -> {} // one byte is gone
            case 3 -> {
                out.write(random.nextInt(256));
                out.write(bytes[at]);
            }
            default -> out.write(bytes, 0, at + 1); // the beginning once more
        }
        out.write(bytes, at + 1, bytes.length - at - 1);
        return out.toByteArray();
    }
}
