package io.sluice.broker;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * What comes for one open session, in order: resent, retained, then messages of the log by offset,
 * live or from the log's past alike. The subscriber takes as much as its windows and its socket
 * allow and leaves the rest; when too much is left, the broker stops handing over and reads the log
 * again from there. Belongs to the event loop of the ingress that opened it.
 */
@OwnedBy(Lane.EVENT_LOOP)
public interface Feed {
    /** The session's reference: never 0, its own for the life of the log. */
    int ref();

    /**
     * What comes next, or {@link Delivery#NONE}. The same object until it is wholly consumed. Once
     * it was NONE, {@link Subscriber#deliverable} is called when there is more.
     */
    Delivery head();

    /**
     * Takes the records of {@link #head} up to {@code place}, the beginning of a record or the end
     * of the stretch; at the end, the head moves on. Records that were passed over (no local,
     * expired) are taken like those that were sent.
     */
    void consume(int place);

    /** All records below this offset are durable; 0 if nothing is known. */
    default long durableEnd() {
        return 0;
    }
}
