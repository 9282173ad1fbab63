package io.sluice.subscription;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the bodies of control records and snapshots: little-endian, one thing after the other. */
final class StateWriter {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int at;

    /**
     * @param from bytes to leave out at the beginning
     */
    StateWriter(int from, int capacity) {
        bytes = new byte[capacity];
        at = from;
    }

    int length() {
        return at;
    }

    StateWriter u8(int value) {
        int place = room(1);
        bytes[place] = (byte) value;
        return this;
    }

    StateWriter u16(int value) {
        int place = room(2);
        SHORT.set(bytes, place, (short) value);
        return this;
    }

    StateWriter i32(int value) {
        int place = room(4);
        INT.set(bytes, place, value);
        return this;
    }

    StateWriter i64(long value) {
        int place = room(8);
        LONG.set(bytes, place, value);
        return this;
    }

    StateWriter raw(byte[] source, int from, int length) {
        int place = room(length);
        System.arraycopy(source, from, bytes, place, length);
        return this;
    }

    /** Four bytes of length, then the bytes. */
    StateWriter block(byte[] source) {
        return i32(source.length).raw(source, 0, source.length);
    }

    /** As a {@link #block} of UTF-8. */
    StateWriter text(String text) {
        return block(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a number where one was left out. */
    StateWriter patch(int place, int value) {
        INT.set(bytes, place, value);
        return this;
    }

    /** What was written, and zeros behind it if they are few. */
    byte[] imageWithRest() {
        return bytes.length - at <= at >> 3 ? bytes : image(1);
    }

    /** What was written, filled up with zeros to a multiple of {@code alignment}. */
    byte[] image(int alignment) {
        return Arrays.copyOf(bytes, (at + alignment - 1) / alignment * alignment);
    }

    private int room(int length) {
        int place = at;
        if (length > bytes.length - place) {
            bytes = Arrays.copyOf(bytes, Math.max(place + length, 2 * bytes.length));
        }
        at = place + length;
        return place;
    }
}
