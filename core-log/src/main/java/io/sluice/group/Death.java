package io.sluice.group;

import io.sluice.broker.DropReason;

/** Why a message became a dead letter; its {@code x-death-reason}. */
enum Death {
    /** A member wanted nobody to try again. */
    REJECTED("rejected", DropReason.REJECTED),
    /** It was tried as often as it may be. */
    MAX_DELIVERIES("max-deliveries", DropReason.UNDELIVERABLE),
    /** It has waited for too long. */
    EXPIRED("expired", DropReason.EXPIRED),
    /** The queue was full, and it was the oldest. */
    OVERFLOW("overflow", DropReason.QUEUE_FULL);

    private final String reason;
    private final DropReason dropReason;

    Death(String reason, DropReason dropReason) {
        this.reason = reason;
        this.dropReason = dropReason;
    }

    /** As it is told of a message that has no dead letters. */
    DropReason dropReason() {
        return dropReason;
    }

    String reason() {
        return reason;
    }
}
