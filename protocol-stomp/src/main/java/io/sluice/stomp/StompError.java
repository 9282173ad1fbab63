package io.sluice.stomp;

/**
 * What an ERROR frame says, and so why the connection ends with it.
 *
 * @param reason for the metrics
 * @param message a phrase: the header {@code message}
 * @param sentence what was wrong with which command and header, and what would be right: the body
 * @param receiptId of the frame that is complained of; empty if it had none
 */
record StompError(CloseReason reason, String message, String sentence, String receiptId) {
    StompError(CloseReason reason, String message, String sentence) {
        this(reason, message, sentence, "");
    }

    /** The same, saying which frame it is about. */
    StompError about(String id) {
        return new StompError(reason, message, sentence, id);
    }
}
