package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;

/** What somebody wants done at its place in the one order. */
interface Request {
    Request NOTHING = desk -> {};

    /**
     * Does it: appends, changes state, routes. What it throws is a fault of ours and stops the
     * lane.
     */
    @OwnedBy(Lane.LOG)
    void run(LogDesk desk) throws IOException;

    /** Bytes of messages that it keeps on the ring. */
    default int bytes() {
        return 0;
    }
}
