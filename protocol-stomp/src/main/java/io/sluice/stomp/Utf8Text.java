package io.sluice.stomp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that are, or are not, valid UTF-8: overlong forms and surrogates are not. */
final class Utf8Text {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** Whether the bytes are valid UTF-8. */
    static boolean isValid(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end) {
            at = skipAscii(bytes, at, end);
            if (at < end) {
                int next = skipOne(bytes, at, end);
                if (next < 0) {
                    return false;
                }
                at = next;
            }
        }
        return true;
    }

    /** The text, which must be valid UTF-8. */
    static String decode(byte[] bytes, int from, int length) throws CharacterCodingException {
        if (skipAscii(bytes, from, from + length) == from + length) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, length))
                .toString();
    }

    private static int skipAscii(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at >= Long.BYTES && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Where the character of two to four bytes at {@code at} ends, or -1 (RFC 3629, 4). */
    private static int skipOne(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return -1;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (end - at < length) {
            return -1;
        }
        int second = bytes[at + 1] & 0xFF;
        int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return -1;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return -1;
            }
        }
        return at + length;
    }

    private Utf8Text() {}
}
