package io.sluice.gateway.cli.bench;

import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far one publisher may be ahead of the slowest of its receivers. Without such a bound a QoS 0
 * publisher measures only how fast its broker can throw away.
 *
 * <p>Sequences are counted in chunks of a power of two. Each receiver ticks off a chunk when it has
 * passed it; when all have, the publisher may send one chunk more. Receivers on other event loops
 * tick atomically, so a tick costs its nanoseconds once a chunk and not once a message.
 */
@Crossing
final class Lead {
    private static final int CHUNKS = 32;

    private final int receivers;
    private final int window;
    private final int shift;
    private final Runnable wake;
    private final AtomicIntegerArray ticks;
    private final AtomicLong chunksPassed = new AtomicLong();

    /**
     * @param window messages, 1 or more; 0 for no bound
     * @param receivers how many receive each message of this publisher
     * @param wake called, on any receiver's event loop, when the publisher may send more
     */
    Lead(int window, int receivers, Runnable wake) {
        this.receivers = receivers;
        this.window = receivers == 0 ? 0 : window;
        this.wake = wake;
        int chunk = Integer.highestOneBit(Math.max(1, window / CHUNKS));
        shift = Integer.numberOfTrailingZeros(chunk);
        int slots = Integer.highestOneBit(Math.max(1, window / chunk)) * 4;
        ticks = new AtomicIntegerArray(slots);
    }

    /** The sequence that may not be sent yet. */
    long limit() {
        return window == 0 ? Long.MAX_VALUE : (chunksPassed.get() << shift) + window;
    }

    /** A receiver that waited for sequence {@code from} now waits for {@code to}. */
    void passed(long from, long to) {
        if (window != 0 && from >> shift != to >> shift) {
            tick(from >> shift, to >> shift);
        }
    }

    private void tick(long fromChunk, long toChunk) {
        for (long chunk = fromChunk; chunk < toChunk; chunk++) {
            int slot = (int) (chunk & ticks.length() - 1);
            if (ticks.incrementAndGet(slot) == receivers) {
                ticks.set(slot, 0);
                chunksPassed.incrementAndGet();
                wake.run();
            }
        }
    }
}
