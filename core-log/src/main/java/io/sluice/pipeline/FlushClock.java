package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.function.LongSupplier;

/** When the disk is to be asked although nobody waits for it. */
@OwnedBy(Lane.FLUSH)
final class FlushClock {
    private final LongSupplier nanoTicker;
    private final long intervalNanos;
    private long lastNanos;

    FlushClock(LongSupplier nanoTicker, long intervalNanos) {
        this.nanoTicker = nanoTicker;
        this.intervalNanos = intervalNanos;
        this.lastNanos = nanoTicker.getAsLong();
    }

    /** Whether the interval is over; it then begins anew. */
    boolean isDue() {
        long now = nanoTicker.getAsLong();
        if (now - lastNanos < intervalNanos) {
            return false;
        }
        lastNanos = now;
        return true;
    }
}
