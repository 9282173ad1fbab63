package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.subscription.DelayedTable;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks four times a second that what is due be published, if there is anything delayed at all. */
@OwnedBy(Lane.HOUSEKEEPING)
final class DelayedTimer {
    private static final long TICK_MS = 250;

    private final ScheduledExecutorService lane;
    private final DelayedTable delayed;
    private final DelayedPublisher publisher;
    private final LoopIngress own;

    DelayedTimer(
            ScheduledExecutorService lane,
            DelayedTable delayed,
            DelayedPublisher publisher,
            LoopIngress own) {
        this.lane = lane;
        this.delayed = delayed;
        this.publisher = publisher;
        this.own = own;
    }

    /** Ticks from now on. */
    void start() {
        var unusedTicks =
                lane.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (delayed.count() > 0 && own.hasRoom()) {
            own.ask(this::publishDue);
            own.flush();
        }
    }

    /** On the log lane. So many at once are due that others get their turn in between. */
    private void publishDue(LogDesk desk) throws IOException {
        if (publisher.publishDue(desk)) {
            try {
                lane.execute(this::tick);
            } catch (RejectedExecutionException stopping) {
                return; // they are still there when the broker starts again
            }
        }
    }
}
