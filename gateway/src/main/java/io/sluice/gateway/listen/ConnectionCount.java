package io.sluice.gateway.listen;

import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections a listener has, and how many it may have. Changed by all event loops. */
@Crossing
final class ConnectionCount {
    private final int max;
    private final AtomicInteger now = new AtomicInteger();

    ConnectionCount(int max) {
        this.max = max;
    }

    /** Counts one more, unless there are as many as there may be. */
    boolean enter() {
        if (now.incrementAndGet() <= max) {
            return true;
        }
        now.decrementAndGet();
        return false;
    }

    void leave() {
        now.decrementAndGet();
    }

    int now() {
        return now.get();
    }
}
