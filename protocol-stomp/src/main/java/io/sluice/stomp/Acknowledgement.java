package io.sluice.stomp;

/** One ACK or NACK of a message that was sent, and perhaps of those before it. */
record Acknowledgement(StompSubscription subscription, long sequence, Outcome outcome) {
    /** Settles what it is about, and lets the subscription's window open. */
    void apply() {
        subscription.settle(sequence, outcome);
    }
}
