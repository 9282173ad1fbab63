package io.sluice.stomp;

/**
 * One ACK or NACK of a message that waits for it.
 *
 * @param positive whether it is an ACK
 */
record Acknowledgement(StompSubscription subscription, long sequence, boolean positive) {
    /**
     * Lets the subscription's window open.
     *
     * @return messages that the client would not have, which nobody will try again
     */
    int apply() {
        int count = subscription.acknowledge(sequence);
        return positive ? 0 : count;
    }
}
