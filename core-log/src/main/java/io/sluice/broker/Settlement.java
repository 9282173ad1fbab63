package io.sluice.broker;

import io.sluice.log.SettledLayout;

/**
 * What a member says of one message of a group or a queue, to stand in the log: {@link
 * ParcelBuilder#settle}.
 *
 * @param groupRef {@link Share#ref} of the group
 * @param offset which message
 */
public record Settlement(int groupRef, long offset, Outcome outcome) {

    /** What became of it. */
    public enum Outcome {
        /** It is done with. */
        ACKNOWLEDGED(SettledLayout.ACKNOWLEDGED),
        /** Somebody may try again. */
        REQUEUED(SettledLayout.REQUEUED),
        /** Nobody shall: it goes to the dead letters of a queue. */
        DISCARDED(SettledLayout.DISCARDED);

        private final int code;

        Outcome(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
