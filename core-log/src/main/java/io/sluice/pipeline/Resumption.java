package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a session was left, and what of it is still to be made good. */
@OwnedBy(Lane.EVENT_LOOP)
final class Resumption {
    private final long nextOffset;
    private final long[] settled;
    private final long sleptUntil;
    private final Map<Integer, Integer> pending;
    private final Inflight inflight;
    private final int reading;

    /**
     * Made by the log lane, then given to the loop.
     *
     * @param nextOffset where the session goes on reading
     * @param inflight what was sent and not finished
     * @param settled offsets at or above {@code nextOffset}, rising, that are finished or come
     *     again by themselves
     * @param sleptUntil below this offset the session was asleep
     */
    Resumption(long nextOffset, Inflight inflight, long[] settled, long sleptUntil) {
        this.nextOffset = nextOffset;
        this.inflight = inflight;
        this.settled = settled;
        this.sleptUntil = sleptUntil;
        this.reading = 0;
        this.pending = new LinkedHashMap<>();
        for (int i = 0; i < inflight.count(); i++) {
            if (inflight.stages()[i] != Inflight.RECEIVED) {
                pending.put(inflight.packetIds()[i], i);
            }
        }
    }

    private Resumption(long nextOffset, Resumption before, int reading) {
        this.nextOffset = nextOffset;
        this.inflight = before.inflight;
        this.settled = new long[0];
        this.sleptUntil = 0; // whatever lies there is wanted
        this.reading = reading;
        this.pending = before.pending;
    }

    /** The same session, but it reads the log from here; nothing there is settled. */
    Resumption rewoundTo(long offset, int itsReading) {
        return new Resumption(offset, this, itsReading);
    }

    /** Of a session that begins here and is fed live from the start. */
    static Resumption from(long nextOffset) {
        return new Resumption(nextOffset, Inflight.NONE, new long[0], 0);
    }

    /** Counts how often the session was told to read from another place. */
    int reading() {
        return reading;
    }

    long nextOffset() {
        return nextOffset;
    }

    /** Whether the log is to be read before the session may be fed live. */
    boolean isNeeded() {
        return sleptUntil > 0;
    }

    boolean hasResends() {
        return !pending.isEmpty();
    }

    Inflight inflight() {
        return inflight;
    }

    /** Whether the record is to be left out; read by the replay lane, never changed. */
    boolean isSettled(long offset) {
        return settled.length > 0 && Arrays.binarySearch(settled, offset) >= 0;
    }

    /** Whether the record was published while the session was asleep. */
    boolean wasAsleepAt(long offset) {
        return offset < sleptUntil;
    }

    /** It was sent again: from now on the subscriber knows of it. */
    void resent(int packetId) {
        pending.remove(packetId);
    }

    /** {@code known} and, before it, what was not sent again yet. */
    Inflight unfinished(Inflight known) {
        for (int packetId : known.packetIds()) {
            pending.remove(packetId);
        }
        if (pending.isEmpty()) {
            return known;
        }
        int count = pending.size() + known.count();
        int[] packetIds = new int[count];
        long[] offsets = new long[count];
        byte[] stages = new byte[count];
        int at = 0;
        for (int i : pending.values()) {
            packetIds[at] = inflight.packetIds()[i];
            offsets[at] = inflight.offsets()[i];
            stages[at++] = inflight.stages()[i];
        }
        System.arraycopy(known.packetIds(), 0, packetIds, at, known.count());
        System.arraycopy(known.offsets(), 0, offsets, at, known.count());
        System.arraycopy(known.stages(), 0, stages, at, known.count());
        return new Inflight(packetIds, offsets, stages);
    }
}
