package io.sluice.stomp;

import io.sluice.broker.Settlement;
import java.util.function.Consumer;

/** One ACK or NACK of a message that was sent, and perhaps of those before it. */
record Acknowledgement(StompSubscription subscription, long sequence, Outcome outcome) {
    /** Settles what it is about, and lets the subscription's window open. */
    void apply() {
        subscription.settle(sequence, outcome);
    }

    /**
     * Tells what of it is to stand in the log; nothing for a subscription that is not kept.
     *
     * @return false if some of it was given to another member meanwhile
     */
    boolean tell(Consumer<Settlement> to) {
        return subscription.tell(sequence, outcome, to);
    }
}
