package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;

/** What a client says of a message: ACK, or NACK with or without another try. */
enum Outcome {
    /** It is done with. */
    ACKNOWLEDGED,
    /** Somebody may try again. */
    REQUEUED,
    /** Nobody shall: {@code requeue:false}. */
    REJECTED;

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
