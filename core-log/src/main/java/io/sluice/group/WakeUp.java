package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has one group look again at a time, or sooner. */
@OwnedBy(Lane.GROUP)
final class WakeUp {
    private final ScheduledExecutorService lane;
    private final Runnable look;
    private long whenMs = GivingOrder.NEVER;

    WakeUp(ScheduledExecutorService lane, Runnable look) {
        this.lane = lane;
        this.look = look;
    }

    /**
     * Not later than then.
     *
     * @param wantedMs {@link GivingOrder#NEVER}: whenever it may be
     */
    void at(long wantedMs, long nowMs) {
        if (wantedMs < whenMs) {
            whenMs = wantedMs;
            var unused =
                    lane.schedule(this::ring, Math.max(1, wantedMs - nowMs), TimeUnit.MILLISECONDS);
        }
    }

    private void ring() {
        whenMs = GivingOrder.NEVER;
        look.run();
    }
}
