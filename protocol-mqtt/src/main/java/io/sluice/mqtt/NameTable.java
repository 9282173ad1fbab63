package io.sluice.mqtt;

import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;

/**
 * What one connection remembers of topic names, found by their bytes: no string is made and nothing
 * is allocated to look. Forgets everything when it is full. Where hardly any name was asked for
 * again until then, because more names than it holds come in turn, it takes none for a while.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class NameTable<T> {
    private static final int SLOTS_MIN = 8;
    private static final int RESTED = 16;

    private final T absent;
    private final int countMax;
    private byte[][] names = {};
    private int[] hashes = {};
    private Object[] values = {};
    private int count;
    private long hits;
    private long resting;

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
        int hash = Topic.hash(utf8, from, length);
        int i = slot(utf8, from, length, hash);
        if (names[i] == null) {
            return absent;
        }
        hits++;
        return value(i);
    }

    void put(byte[] utf8, int from, int length, T value) {
        if (resting > 0) {
            resting--;
            return;
        }
        if (names.length == 0) {
            clear();
        }
        int hash = Topic.hash(utf8, from, length);
        int i = slot(utf8, from, length, hash);
        if (names[i] == null) {
            if (count == countMax) {
                resting = hits < countMax ? (long) RESTED * countMax : 0;
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
        hits = 0;
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
}
