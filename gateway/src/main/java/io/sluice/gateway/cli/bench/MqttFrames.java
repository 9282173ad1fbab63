package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.CommandFault;
import java.nio.ByteBuffer;

/**
 * Finds the packets of MQTT: a byte of type and flags, the length in one to four bytes, the body.
 */
final class MqttFrames implements FrameCutter.Frames {
    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int PINGREQ = 12;
    static final int DISCONNECT = 14;

    private static final int LENGTH_BYTES_MAX = 4;

    /** Who is told of each packet. */
    interface Packets {
        /**
         * @param first the packet's first byte, type and flags, 0 to 255
         * @param at where its body begins
         * @param end behind its body
         */
        void packet(int first, ByteBuffer bytes, int at, int end);
    }

    private final Packets packets;

    MqttFrames(Packets packets) {
        this.packets = packets;
    }

    static int typeOf(int first) {
        return first >> 4;
    }

    static int qosOf(int first) {
        return first >> 1 & 3;
    }

    @Override
    public int take(ByteBuffer bytes, int from, int to) {
        int length = 0;
        for (int i = 1; i <= LENGTH_BYTES_MAX && from + i < to; i++) {
            int digit = bytes.get(from + i);
            length |= (digit & 0x7f) << 7 * (i - 1);
            if (digit >= 0) {
                int at = from + i + 1;
                if (to - at < length) {
                    return from;
                }
                packets.packet(bytes.get(from) & 0xff, bytes, at, at + length);
                return at + length;
            }
        }
        if (to - from > LENGTH_BYTES_MAX) {
            throw CommandFault.failed("what came back is not MQTT; check scheme and port");
        }
        return from;
    }

    /** Behind the MQTT 5 property block that begins at {@code at}. */
    static int behindProperties(ByteBuffer bytes, int at) {
        int length = 0;
        for (int i = 0; ; i++) {
            int digit = bytes.get(at + i);
            length |= (digit & 0x7f) << 7 * i;
            if (digit >= 0) {
                return at + i + 1 + length;
            }
        }
    }
}
