package io.sluice.stomp;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * What was sent to one subscription and is not acknowledged, by the sequence in which it was sent:
 * a ring of offsets with holes.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Unacked {
    private static final long DONE = -1;

    private final int countMax;
    private final int spanMax;
    private long[] offsets = new long[16];
    private long low = 1;
    private long next = 1;
    private int count;

    /**
     * @param countMax how many may be sent without an answer
     * @param spanMax how far what is sent may run ahead of the oldest without an answer
     */
    Unacked(int countMax, int spanMax) {
        this.countMax = countMax;
        this.spanMax = spanMax;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    boolean isFull() {
        return count >= countMax || next - low >= spanMax;
    }

    /** The sequence number that the next {@link #sent} takes. */
    long next() {
        return next;
    }

    void sent(long offset) {
        if (next - low == offsets.length) {
            grow();
        }
        offsets[at(next)] = offset;
        next++;
        count++;
    }

    /** Whether this message was sent, and if it still waits, whether it is this one. */
    boolean wasSent(MessageId id) {
        if (id.sequence() < 1 || id.sequence() >= next) {
            return false;
        }
        long offset = id.sequence() < low ? DONE : offsets[at(id.sequence())];
        return offset == DONE || offset == id.offset();
    }

    /** Takes one out, if it is there, and tells its offset. */
    void settle(long sequence, LongConsumer settled) {
        if (sequence < low || offsets[at(sequence)] == DONE) {
            return;
        }
        long offset = offsets[at(sequence)];
        offsets[at(sequence)] = DONE;
        count--;
        while (low < next && offsets[at(low)] == DONE) {
            low++;
        }
        settled.accept(offset);
    }

    /** Takes out all up to this one, the oldest first. */
    void settleUpTo(long sequence, LongConsumer settled) {
        while (low <= sequence) {
            settle(low, settled);
        }
    }

    private int at(long sequence) {
        return (int) sequence & offsets.length - 1;
    }

    private void grow() {
        long[] old = offsets;
        offsets = Arrays.copyOf(old, 2 * old.length);
        for (long sequence = low; sequence < next; sequence++) {
            offsets[at(sequence)] = old[(int) sequence & old.length - 1];
        }
    }
}
