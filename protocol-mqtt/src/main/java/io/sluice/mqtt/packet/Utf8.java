package io.sluice.mqtt.packet;

import io.netty.buffer.ByteBuf;

/**
 * Strict UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF. A string of MQTT
 * has no U+0000 either (1.5.4); a payload may.
 */
public final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;

    /** Whether these bytes may be a string of MQTT. */
    public static boolean isString(ByteBuf in, int from, int length) {
        return isValid(in, from, from + length, false);
    }

    /** Whether these bytes are text, U+0000 included. */
    public static boolean isText(ByteBuf in, int from, int length) {
        return isValid(in, from, from + length, true);
    }

    private static boolean isValid(ByteBuf in, int from, int to, boolean zeroAllowed) {
        int at = from;
        while (at < to) {
            if (to - at >= 8 && isPlain(in.getLong(at))) {
                at += 8;
                continue;
            }
            int length = sequenceLength(in, at, to);
            if (length == 0 || !zeroAllowed && in.getByte(at) == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Whether all eight bytes are from 0x01 to 0x7F. */
    private static boolean isPlain(long eight) {
        return ((eight | eight - LOW_BITS) & HIGH_BITS) == 0;
    }

    /** Bytes of the character at {@code at}; 0 if it is none. */
    private static int sequenceLength(ByteBuf in, int at, int to) {
        int first = in.getByte(at);
        if (first >= 0) {
            return 1;
        }
        int lead = first & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return follows(in, at, to, 2, 0x80, 0xBF) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return follows(in, at, to, 3, low, high) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return follows(in, at, to, 4, low, high) ? 4 : 0;
        }
        return 0;
    }

    private static boolean follows(ByteBuf in, int at, int to, int length, int low, int high) {
        if (length > to - at) {
            return false;
        }
        int second = in.getByte(at + 1) & 0xFF;
        if (second < low || second > high) {
            return false;
        }
        for (int i = 2; i < length; i++) {
            if ((in.getByte(at + i) & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    private Utf8() {}
}
