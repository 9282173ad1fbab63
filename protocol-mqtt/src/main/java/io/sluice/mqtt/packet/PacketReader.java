package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the values of one packet in order, never beyond its end. What does not fit is a violation.
 * For rare packets; those of the hot path are read in place.
 */
final class PacketReader {
    private final ByteBuf in;
    private final int end;
    private int at;

    PacketReader(ByteBuf in, int from, int to) {
        this.in = in;
        this.at = from;
        this.end = to;
    }

    int at() {
        return at;
    }

    int left() {
        return end - at;
    }

    int uint8() {
        need(1);
        return in.getByte(at++) & 0xFF;
    }

    int uint16() {
        need(2);
        int value = in.getUnsignedShort(at);
        at += 2;
        return value;
    }

    /** Four bytes, as the int that has the same bits. */
    int uint32() {
        need(4);
        int value = in.getInt(at);
        at += 4;
        return value;
    }

    /** A variable byte integer (MQTT 5, 1.5.5). */
    int varInt() {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int digit = uint8();
            value |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                if (digit == 0 && shift > 0) {
                    throw ProtocolViolation.malformed(
                            "MQTT-1.5.5-1", "a variable byte integer longer than it need be");
                }
                return value;
            }
        }
        throw ProtocolViolation.malformed("MQTT-1.5.5-1", "a variable byte integer of five bytes");
    }

    String string() {
        int length = uint16();
        need(length);
        if (!Utf8.isString(in, at, length)) {
            throw ProtocolViolation.malformed("MQTT-1.5.4-1", "a string that is not UTF-8");
        }
        String text = in.toString(at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    byte[] binary() {
        int length = uint16();
        need(length);
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        at += length;
        return bytes;
    }

    /** The part that the next {@code length} bytes are; this reader goes on behind it. */
    PacketReader part(int length) {
        need(length);
        PacketReader part = new PacketReader(in, at, at + length);
        at += length;
        return part;
    }

    /** Nothing may follow. */
    void end() {
        if (at != end) {
            throw ProtocolViolation.malformed("MQTT-4.13.1-1", "bytes behind the packet's last");
        }
    }

    /** A packet identifier, which is never 0. */
    int packetId() {
        int id = uint16();
        if (id == 0) {
            throw ProtocolViolation.error("MQTT-2.2.1-3", "packet identifier 0");
        }
        return id;
    }

    private void need(int bytes) {
        if (bytes > end - at) {
            throw ProtocolViolation.malformed("MQTT-4.13.1-1", "the packet ends too soon");
        }
    }
}
