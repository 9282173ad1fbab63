package io.sluice.stomp;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.concurrent.TimeUnit;

/** A timer that can be set, set anew and cancelled; rings once for each time that it was set. */
@OwnedBy(Lane.EVENT_LOOP)
final class Alarm {
    private final EventExecutor loop;
    private final Runnable ring;
    private Future<?> pending;

    Alarm(EventExecutor loop, Runnable ring) {
        this.loop = loop;
        this.ring = ring;
        pending = loop.newSucceededFuture(Boolean.TRUE);
    }

    boolean isSet() {
        return !pending.isDone();
    }

    /**
     * @param nanos from now; {@link Pulse#NEVER}: not at all
     */
    void set(long nanos) {
        cancel();
        if (nanos != Pulse.NEVER) {
            pending = loop.schedule(ring, nanos, TimeUnit.NANOSECONDS);
        }
    }

    void cancel() {
        pending.cancel(false);
    }
}
