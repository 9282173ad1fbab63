package io.sluice.mqtt;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What one connection remembers of topic names, found by their bytes: no string is made and nothing
 * is allocated to look. Forgets everything when it is full.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class NameTable<T> {
    private static final int SLOTS_MIN = 8;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final T absent;
    private final int countMax;
    private byte[][] names = {};
    private int[] hashes = {};
    private Object[] values = {};
    private int count;

    /**
     * @param absent what is told of a name that is not here
     */
    NameTable(T absent, int countMax) {
        this.absent = absent;
        this.countMax = countMax;
    }

    int count() {
        return count;
    }

    T find(byte[] utf8, int from, int length) {
        if (count == 0) {
            return absent;
        }
        int hash = hash(utf8, from, length);
        int i = slot(utf8, from, length, hash);
        return names[i] == null ? absent : value(i);
    }

    void put(byte[] utf8, int from, int length, T value) {
        if (names.length == 0) {
            clear();
        }
        int hash = hash(utf8, from, length);
        int i = slot(utf8, from, length, hash);
        if (names[i] == null) {
            if (count == countMax) {
                clear();
            } else if (count >= names.length / 2) {
                grow();
            }
            i = slot(utf8, from, length, hash);
            names[i] = Arrays.copyOfRange(utf8, from, from + length);
            hashes[i] = hash;
            count++;
        }
        values[i] = value;
    }

    void clear() {
        names = new byte[SLOTS_MIN][];
        hashes = new int[SLOTS_MIN];
        values = new Object[SLOTS_MIN];
        count = 0;
    }

    /** Where the name is, or where it would be. */
    private int slot(byte[] utf8, int from, int length, int hash) {
        int mask = names.length - 1;
        int i = hash & mask;
        while (names[i] != null
                && !(hashes[i] == hash
                        && Arrays.equals(
                                names[i], 0, names[i].length, utf8, from, from + length))) {
            i = i + 1 & mask;
        }
        return i;
    }

    private void grow() {
        byte[][] oldNames = names;
        int[] oldHashes = hashes;
        Object[] oldValues = values;
        int length = oldNames.length * 2;
        names = new byte[length][];
        hashes = new int[length];
        values = new Object[length];
        for (int old = 0; old < oldNames.length; old++) {
            if (oldNames[old] != null) {
                int i = slot(oldNames[old], 0, oldNames[old].length, oldHashes[old]);
                names[i] = oldNames[old];
                hashes[i] = oldHashes[old];
                values[i] = oldValues[old];
            }
        }
    }

    @SuppressWarnings("unchecked")
    private T value(int slot) {
        return (T) values[slot];
    }

    private static int hash(byte[] bytes, int from, int length) {
        long h = length;
        int at = from;
        int end = from + length;
        for (; end - at >= 8; at += 8) {
            h = (h ^ (long) LONG.get(bytes, at)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        for (; at < end; at++) {
            h = (h ^ bytes[at]) * 0x9E3779B97F4A7C15L;
        }
        return (int) (h ^ h >>> 32);
    }
}
