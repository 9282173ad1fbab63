package io.sluice.log;

import io.sluice.lane.Crossing;
import java.util.Arrays;
import java.util.List;

/**
 * The segments in the order of their offsets; there is always one. Readers take the array as it is;
 * the log lane adds behind, housekeeping removes in front, under a lock that covers no file.
 */
@Crossing
final class SegmentList {
    private volatile Segment[] all;

    SegmentList(List<Segment> segments) {
        all = segments.toArray(Segment[]::new);
    }

    /** Not to be changed. */
    Segment[] all() {
        return all;
    }

    Segment first() {
        return all[0];
    }

    Segment last() {
        Segment[] here = all;
        return here[here.length - 1];
    }

    synchronized void add(Segment segment) {
        Segment[] next = Arrays.copyOf(all, all.length + 1);
        next[all.length] = segment;
        all = next;
    }

    synchronized void removeFirst() {
        all = Arrays.copyOfRange(all, 1, all.length);
    }

    /** Index of the last segment that begins at or before the offset; -1 if none does. */
    static int indexOf(Segment[] all, long offset) {
        int low = 0;
        int high = all.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (all[middle].baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
