package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;
import io.sluice.broker.Settlement;

/** What a client says of a message: ACK, or NACK with or without another try. */
enum Outcome {
    /** It is done with. */
    ACKNOWLEDGED(Settlement.Outcome.ACKNOWLEDGED),
    /** Somebody may try again. */
    REQUEUED(Settlement.Outcome.REQUEUED),
    /** Nobody shall: {@code requeue:false}. */
    REJECTED(Settlement.Outcome.DISCARDED);

    private final Settlement.Outcome inTheLog;

    Outcome(Settlement.Outcome inTheLog) {
        this.inTheLog = inTheLog;
    }

    /** As a group is to find it in the log. */
    Settlement.Outcome inTheLog() {
        return inTheLog;
    }

    static Outcome of(ClientFrame frame) {
        if (frame.command() == StompCommand.ACK) {
            return ACKNOWLEDGED;
        }
        return switch (frame.header(HeaderName.REQUEUE)) {
            case "", "true" -> REQUEUED;
            case "false" -> REJECTED;
            default ->
                    throw StompViolation.of(
                            "bad requeue", "requeue of NACK is neither true nor false.");
        };
    }
}
