package io.sluice.stomp;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.time.Duration;

/**
 * When one connection was last heard of, and when we were: what follows for its heart-beats. Knows
 * no timer. All times are nanoseconds of one ticker.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Pulse {
    /** What the waits below are when nothing is waited for. */
    static final long NEVER = Long.MAX_VALUE;

    private final long sendAfterNanos;
    private final long deadAfterNanos;
    private final boolean expectsBeats;
    private long heardNanos;
    private long saidNanos;

    /**
     * @param idleTimeout silence that ends a connection without heart-beats; zero for none
     */
    Pulse(HeartBeat heartBeat, Duration idleTimeout, long nowNanos) {
        sendAfterNanos = nanos(heartBeat.sendAfterMs());
        long dead = heartBeat.deadAfterMs();
        expectsBeats = dead > 0;
        deadAfterNanos = nanos(dead > 0 ? dead : idleTimeout.toMillis());
        heardNanos = nowNanos;
        saidNanos = nowNanos;
    }

    /** Whether silence breaks what was agreed; if not, it is only too long for us. */
    boolean expectsBeats() {
        return expectsBeats;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    void said(long nowNanos) {
        saidNanos = nowNanos;
    }

    /** How long from now until something must be sent; 0 or less: now. */
    long untilBeat(long nowNanos) {
        return sendAfterNanos == NEVER ? NEVER : sendAfterNanos - (nowNanos - saidNanos);
    }

    /** How long from now until the client is taken for dead; 0 or less: it is. */
    long untilDeath(long nowNanos) {
        return deadAfterNanos == NEVER ? NEVER : deadAfterNanos - (nowNanos - heardNanos);
    }

    private static long nanos(long ms) {
        return ms == 0 ? NEVER : Duration.ofMillis(ms).toNanos();
    }
}
