package io.sluice.broker;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * The group or queue on whose behalf a message came to one of its members. The member says once of
 * each record what became of it. What it has not said when its connection ends goes to another
 * member.
 */
@OwnedBy(Lane.EVENT_LOOP)
public interface Share {
    /** Of a delivery that is nobody's business but the subscriber's. */
    Share NONE =
            new Share() {
                @Override
                public void acknowledged(long offset) {}

                @Override
                public void rejected(long offset, boolean requeue) {}

                @Override
                public int tries(long offset) {
                    return 1;
                }
            };

    /**
     * It is done with: acknowledged (QoS 1), written to the socket (QoS 0), or remembered by the
     * session as under way (QoS 2, when {@link Ingress#sending} has its receipt).
     */
    void acknowledged(long offset);

    /**
     * The member does not want it.
     *
     * @param requeue let somebody try again; if false, it goes to the dead letters of a queue, and
     *     is discarded by a group
     */
    void rejected(long offset, boolean requeue);

    /**
     * The how manieth try this is: one more than it was refused, or had no answer in time. That a
     * member or the gateway went away is no try.
     */
    int tries(long offset);

    /** Whether it may have been delivered before, for whatever reason. */
    default boolean isRedelivered(long offset) {
        return tries(offset) > 1;
    }

    /** What stands for the group in a {@link Settlement}; 0 where nobody waits for one. */
    default int ref() {
        return 0;
    }

    /**
     * The member is about to say in the log what became of it, by a {@link Settlement}: from now on
     * it is not taken from the member any more.
     *
     * @return false if it was taken already, since no answer came in time
     */
    default boolean claim(long offset) {
        return true;
    }
}
