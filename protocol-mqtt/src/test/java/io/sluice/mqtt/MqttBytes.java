package io.sluice.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Packets as bytes, written field by field, so that a test shows what is on the wire. Remaining and
 * property lengths are counted here; everything else is as the test says, right or wrong.
 */
public final class MqttBytes {
    private final int first;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private MqttBytes(int first) {
        this.first = first;
    }

    /** A packet that begins with this byte: type and flags. */
    public static MqttBytes packet(int first) {
        return new MqttBytes(first);
    }

    /** Bytes as they are, as hexadecimal digits; blanks mean nothing. */
    public static byte[] raw(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** A CONNECT of version 3.1.1 with clean session 1. */
    public static byte[] connect3(String clientId) {
        return packet(0x10).string("MQTT").uint8(4).uint8(0x02).uint16(60).string(clientId).end();
    }

    /** A CONNECT of version 5 with clean start 1 and these properties. */
    public static byte[] connect5(String clientId, Block... properties) {
        return packet(0x10)
                .string("MQTT")
                .uint8(5)
                .uint8(0x02)
                .uint16(60)
                .properties(properties)
                .string(clientId)
                .end();
    }

    public MqttBytes uint8(int value) {
        body.write(value);
        return this;
    }

    public MqttBytes uint16(int value) {
        body.write(value >>> 8);
        body.write(value);
        return this;
    }

    public MqttBytes string(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    public MqttBytes binary(byte... bytes) {
        uint16(bytes.length);
        body.writeBytes(bytes);
        return this;
    }

    public MqttBytes text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public MqttBytes bytes(int... values) {
        for (int value : values) {
            body.write(value);
        }
        return this;
    }

    /** The properties with their length before them. */
    public MqttBytes properties(Block... blocks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Block block : blocks) {
            all.writeBytes(block.bytes);
        }
        varInt(body, all.size());
        body.writeBytes(all.toByteArray());
        return this;
    }

    /** The whole packet. */
    public byte[] end() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(first);
        varInt(whole, body.size());
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }

    /** One property: its identifier and its value. */
    public static Block property(int id, int... value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(id);
        for (int b : value) {
            out.write(b);
        }
        return new Block(out.toByteArray());
    }

    /** One property of four bytes. */
    public static Block uint32(int id, long value) {
        return property(
                id,
                (int) (value >>> 24) & 0xFF,
                (int) (value >>> 16) & 0xFF,
                (int) (value >>> 8) & 0xFF,
                (int) value & 0xFF);
    }

    /** One property with strings: one, or the two of a user property. */
    public static Block text(int id, String... texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(id);
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.write(utf8.length >>> 8);
            out.write(utf8.length);
            out.writeBytes(utf8);
        }
        return new Block(out.toByteArray());
    }

    /** A property as bytes. */
    public static final class Block {
        private final byte[] bytes;

        private Block(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }

    private static void varInt(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
