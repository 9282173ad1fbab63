package io.sluice.gateway.cli.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * Sequences that were jumped over and have not come since, as ranges. Bounded: beyond {@link
 * #RANGES_MAX} ranges a gap is counted, but a late arrival from it will be taken for a double.
 */
final class Gaps {
    static final int RANGES_MAX = 100_000;

    private final TreeMap<Long, Long> ends = new TreeMap<>();
    private long missing;

    /** All of {@code from} to {@code end} (exclusive) were jumped over. */
    void add(long from, long end) {
        missing += end - from;
        if (ends.size() < RANGES_MAX) {
            ends.put(from, end);
        }
    }

    /** Takes the sequence out; false if it was not missing, so that it is here twice. */
    boolean remove(long sequence) {
        Map.Entry<Long, Long> range = ends.floorEntry(sequence);
        if (range == null || sequence >= range.getValue()) {
            return false;
        }
        ends.remove(range.getKey());
        if (range.getKey() < sequence) {
            ends.put(range.getKey(), sequence);
        }
        if (sequence + 1 < range.getValue()) {
            ends.put(sequence + 1, range.getValue());
        }
        missing--;
        return true;
    }

    long missing() {
        return missing;
    }
}
