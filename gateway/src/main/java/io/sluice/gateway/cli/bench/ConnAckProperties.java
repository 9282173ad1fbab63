package io.sluice.gateway.cli.bench;

import java.nio.ByteBuffer;

/** The property block of an MQTT 5 CONNACK, as far as a load tool wants to know. */
final class ConnAckProperties {
    private final ByteBuffer bytes;
    private final int end;
    private int at;

    /**
     * @param at where the block's length stands
     * @param end of the packet
     */
    ConnAckProperties(ByteBuffer bytes, int at, int end) {
        this.bytes = bytes;
        this.end = end;
        this.at = at;
    }

    /** The two-byte property with the given identifier, or {@code otherwise}. */
    int number(int identifier, int otherwise) {
        if (at >= end) {
            return otherwise;
        }
        int blockEnd = MqttFrames.behindProperties(bytes, at);
        at++;
        while (bytes.get(at - 1) < 0) {
            at++;
        }
        while (at < blockEnd) {
            int found = bytes.get(at++);
            if (found == identifier) {
                return bytes.getShort(at) & 0xffff;
            }
            at += lengthOf(found);
        }
        return otherwise;
    }

    private int lengthOf(int identifier) {
        return switch (identifier) {
            case 0x24, 0x25, 0x28, 0x29, 0x2a -> 1;
            case 0x13, 0x21, 0x22 -> 2;
            case 0x11, 0x27 -> 4;
            case 0x26 -> textLength(at) + textLength(at + textLength(at));
            default -> textLength(at);
        };
    }

    private int textLength(int textAt) {
        return 2 + (bytes.getShort(textAt) & 0xffff);
    }
}
