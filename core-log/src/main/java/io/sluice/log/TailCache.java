package io.sluice.log;

import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.lang.invoke.VarHandle;

/**
 * The newest appended arrays, as they were appended: a window bounded in bytes and in count. Those
 * who are nearly at the end read here and never see a file.
 *
 * <p>The log lane alone changes it; readers take no lock. A reader copies what a slot says and then
 * looks whether the slot was still held: {@code evicted} moves before a slot is used again. The
 * arrays themselves never change once they are published.
 */
@Crossing
final class TailCache {
    private static final int SLOTS = 1 << 15;
    private static final int MASK = SLOTS - 1;

    private final int bytesMax;
    private final byte[][] arrays = new byte[SLOTS][];
    private final long[] bases = new long[SLOTS];
    private final int[] counts = new int[SLOTS];
    private long added;
    private long bytesHeld;
    private volatile long published;
    private volatile long evicted;

    TailCache(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes records in; nobody sees them before {@link #publish}. */
    @OwnedBy(Lane.LOG)
    void add(byte[] records, long baseOffset, int count) {
        while (added > evicted && (bytesHeld > bytesMax - records.length || isFull())) {
            evict();
        }
        if (records.length > bytesMax) {
            return;
        }
        int slot = (int) added & MASK;
        arrays[slot] = records;
        bases[slot] = baseOffset;
        counts[slot] = count;
        bytesHeld += records.length;
        added++;
    }

    @OwnedBy(Lane.LOG)
    void publish() {
        published = added;
    }

    private boolean isFull() {
        return added - evicted == SLOTS;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the log lane is the only writer
    private void evict() {
        int slot = (int) evicted & MASK;
        int bytes = arrays[slot].length;
        evicted++;
        VarHandle.storeStoreFence();
        arrays[slot] = null;
        bytesHeld -= bytes;
    }

    /** Records from this offset on, at least one of them; an empty chunk if they are not here. */
    LogChunk chunk(long from, int bytesMax) {
        long index = indexOf(from);
        if (index < 0) {
            return LogChunk.empty(from, from);
        }
        int slot = (int) index & MASK;
        byte[] records = arrays[slot];
        long base = bases[slot];
        int count = counts[slot];
        VarHandle.loadLoadFence();
        if (index < evicted || from < base || from >= base + count) {
            return LogChunk.empty(from, from);
        }
        return cut(records, base, count, from, bytesMax);
    }

    /** Where the offset is if it is here at all; what it says may be outdated at once. */
    private long indexOf(long offset) {
        long low = evicted;
        long high = published - 1;
        long oldest = low;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            if (bases[(int) middle & MASK] <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high >= oldest ? high : -1;
    }

    private static LogChunk cut(byte[] records, long base, int count, long from, int bytesMax) {
        int at = 0;
        for (long offset = base; offset < from; offset++) {
            at = RecordLayout.next(records, at);
        }
        if (records.length - at <= bytesMax) {
            return new LogChunk(records, at, records.length, from, base + count);
        }
        long end = from + 1;
        int to = RecordLayout.next(records, at);
        while (to < records.length && RecordLayout.next(records, to) - at <= bytesMax) {
            to = RecordLayout.next(records, to);
            end++;
        }
        return new LogChunk(records, at, to, from, end);
    }
}
