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

    /** How often it has been delivered, this time included. */
    int tries(long offset);
}
