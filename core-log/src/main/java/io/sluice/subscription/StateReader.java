package io.sluice.subscription;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link StateWriter} wrote. Whatever reaches behind the end, or is longer than what
 * is there, is refused with an {@link UnreadableStateException}.
 */
final class StateReader {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    StateReader on(byte[] source, int from, int length) {
        bytes = source;
        at = from;
        end = from + length;
        return this;
    }

    /** What {@link #at} points into. */
    byte[] bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    /** Goes back to where it was. */
    void backTo(int place) {
        at = place;
    }

    int left() {
        return end - at;
    }

    int u8() {
        return bytes[step(1)] & 0xFF;
    }

    int u16() {
        return (short) SHORT.get(bytes, step(2)) & 0xFFFF;
    }

    int i32() {
        return (int) INT.get(bytes, step(4));
    }

    long i64() {
        return (long) LONG.get(bytes, step(8));
    }

    /**
     * A number of things that follow.
     *
     * @param bytesEach how long each of them is at least
     */
    int count(int bytesEach) {
        int count = i32();
        if (count < 0 || count > left() / bytesEach) {
            throw new UnreadableStateException(
                    "state says %d things where %d bytes are left".formatted(count, left()));
        }
        return count;
    }

    /** Passes over so many bytes, and tells where they begin. */
    int step(int length) {
        int place = at;
        if (length < 0 || length > end - place) {
            throw new UnreadableStateException(
                    "state ends %d bytes too early".formatted((long) length - (end - place)));
        }
        at = place + length;
        return place;
    }

    byte[] block() {
        int length = count(1);
        int place = step(length);
        return Arrays.copyOfRange(bytes, place, place + length);
    }

    String text() {
        int length = count(1);
        return new String(bytes, step(length), length, StandardCharsets.UTF_8);
    }
}
