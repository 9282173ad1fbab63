package io.sluice.log;

import io.sluice.lane.Crossing;

/**
 * How far the log is written, told by the log lane, and how far it is durable, by the flush lane.
 */
@Crossing
final class LogEnds {
    private volatile Place written;
    private volatile Place durable;

    LogEnds(Place end) {
        written = end;
        durable = end;
    }

    Place written() {
        return written;
    }

    void written(Place end) {
        written = end;
    }

    Place durable() {
        return durable;
    }

    void durable(Place end) {
        durable = end;
    }
}
