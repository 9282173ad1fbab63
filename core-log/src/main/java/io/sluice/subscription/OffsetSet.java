package io.sluice.subscription;

import java.util.Arrays;

/** Offsets, sorted. They come nearly in order and leave from below. */
final class OffsetSet {
    private static final long[] NOTHING = {};

    private long[] offsets = NOTHING;
    private int count;

    int count() {
        return count;
    }

    boolean contains(long offset) {
        return count > 0
                && offset <= offsets[count - 1]
                && Arrays.binarySearch(offsets, 0, count, offset) >= 0;
    }

    void add(long offset) {
        int place = placeOf(offset);
        if (place < count && offsets[place] == offset) {
            return;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(4, count + (count >> 1)));
        }
        System.arraycopy(offsets, place, offsets, place + 1, count - place);
        offsets[place] = offset;
        count++;
    }

    void removeBelow(long offset) {
        if (count == 0 || offsets[0] >= offset) {
            return;
        }
        int place = placeOf(offset);
        count -= place;
        offsets = count == 0 ? NOTHING : Arrays.copyOfRange(offsets, place, place + count);
    }

    long[] toArray() {
        return Arrays.copyOf(offsets, count);
    }

    private int placeOf(long offset) {
        if (count == 0 || offset > offsets[count - 1]) {
            return count;
        }
        int place = Arrays.binarySearch(offsets, 0, count, offset);
        return place >= 0 ? place : -place - 1;
    }
}
