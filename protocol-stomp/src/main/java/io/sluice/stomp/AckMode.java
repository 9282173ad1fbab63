package io.sluice.stomp;

/** How a client acknowledges what a subscription brings: the header {@code ack}. */
enum AckMode {
    /** Not at all: sent is done. */
    AUTO,
    /** Each ACK also for all that was sent before it to the same subscription. */
    CLIENT,
    /** Each ACK for one message. */
    CLIENT_INDIVIDUAL;

    static AckMode of(String header) {
        return switch (header) {
            case "", "auto" -> AUTO;
            case "client" -> CLIENT;
            case "client-individual" -> CLIENT_INDIVIDUAL;
            default ->
                    throw StompViolation.of(
                            "bad ack",
                            "ack of SUBSCRIBE is neither auto nor client nor client-individual.");
        };
    }
}
