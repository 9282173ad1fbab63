package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;

/** What somebody wants done at its place in the one order. */
interface Request {
    /** Nothing: what a slot holds that is done with. */
    Request NOTHING = desk -> {};

    /** Nothing either; but behind it the flush lane looks whether the disk is due to be asked. */
    Request CLOCK =
            new Request() {
                @Override
                public void run(LogDesk desk) {}
            };

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

    /**
     * Whether it takes but a moment whatever state there is, so that the loop that asks may do it
     * in the log lane's stead.
     */
    default boolean isBrief() {
        return false;
    }
}
