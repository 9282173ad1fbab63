package io.sluice.stomp;

import io.sluice.broker.Inflight;
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
    private static final long NEVER_SENT = -2;

    /** As many numbers as a session has for what is under way, from 1. */
    private static final int PACKET_IDS = 65_535;

    private final int countMax;
    private final int spanMax;
    private long[] offsets = new long[16];
    private long first = 1;
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
        add(offset);
        count++;
    }

    /** What is sent next was sent before, under the number that the session remembers. */
    void resendAs(int packetId) {
        int ahead = Math.floorMod(packetId - packetId(next), PACKET_IDS);
        if (next == first) {
            first += ahead;
            low = first;
            next = first;
            return;
        }
        for (int i = 0; i < ahead; i++) {
            add(NEVER_SENT);
        }
        passHoles();
    }

    private void add(long offset) {
        if (next - low == offsets.length) {
            grow();
        }
        offsets[at(next)] = offset;
        next++;
    }

    /** What there is, as a session remembers it. */
    Inflight inflight() {
        int[] packetIds = new int[count];
        long[] found = new long[count];
        byte[] stages = new byte[count];
        int i = 0;
        for (long sequence = low; sequence < next; sequence++) {
            if (offsets[at(sequence)] >= 0) {
                packetIds[i] = packetId(sequence);
                found[i] = offsets[at(sequence)];
                stages[i++] = Inflight.SENT_QOS1;
            }
        }
        return new Inflight(packetIds, found, stages);
    }

    /** Whether this message was sent, and if it still waits, whether it is this one. */
    boolean wasSent(MessageId id) {
        if (id.sequence() < first || id.sequence() >= next) {
            return false;
        }
        long offset = id.sequence() < low ? DONE : offsets[at(id.sequence())];
        return offset == DONE || offset == id.offset();
    }

    /** Takes one out, if it is there, and tells its offset. */
    void settle(long sequence, LongConsumer settled) {
        if (sequence < low || offsets[at(sequence)] < 0) {
            return;
        }
        long offset = offsets[at(sequence)];
        offsets[at(sequence)] = DONE;
        count--;
        passHoles();
        settled.accept(offset);
    }

    /** Tells the offset of one, if it is there, and leaves it. */
    void visit(long sequence, LongConsumer visitor) {
        if (sequence >= low && sequence < next && offsets[at(sequence)] >= 0) {
            visitor.accept(offsets[at(sequence)]);
        }
    }

    /** Tells the offsets of all up to this one, the oldest first, and leaves them. */
    void visitUpTo(long last, LongConsumer visitor) {
        for (long sequence = low; sequence <= last; sequence++) {
            visit(sequence, visitor);
        }
    }

    private void passHoles() {
        while (low < next && offsets[at(low)] < 0) {
            low++;
        }
    }

    /** Takes out all up to this one, the oldest first. */
    void settleUpTo(long sequence, LongConsumer settled) {
        while (low <= sequence) {
            settle(low, settled);
        }
    }

    private static int packetId(long sequence) {
        return (int) ((sequence - 1) % PACKET_IDS) + 1;
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
