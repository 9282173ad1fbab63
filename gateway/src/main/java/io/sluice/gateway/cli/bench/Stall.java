package io.sluice.gateway.cli.bench;

import java.time.Duration;

/** Notices when nothing moves any more. */
final class Stall {
    private final long patienceNanos;
    private long seen = -1;
    private long sinceNanos;

    Stall(Duration patience) {
        patienceNanos = patience.toNanos();
    }

    /** Whether no message was sent, acknowledged or delivered for the whole of our patience. */
    boolean lasts(Tally tally) {
        long now = System.nanoTime();
        long moved = tally.published() + tally.acked() + tally.delivered();
        if (moved != seen) {
            seen = moved;
            sinceNanos = now;
        }
        return now - sinceNanos > patienceNanos;
    }
}
