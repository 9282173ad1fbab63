package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The client broke a rule, or asked for what it cannot have: its frame is answered by ERROR and its
 * connection ends. Caught in one place, the connection; costs no stack trace.
 */
final class StompViolation extends RuntimeException {
    private static final Pattern PLAIN = Pattern.compile("[!-~]{1,64}");

    private final transient StompError error;

    private StompViolation(StompError error) {
        super(error.message() + ": " + error.sentence(), null, false, false);
        this.error = error;
    }

    /** A rule of the protocol or a limit was broken. */
    static StompViolation of(String message, String sentence) {
        return new StompViolation(new StompError(CloseReason.VIOLATION, message, sentence));
    }

    /** Well said, but the answer is no. */
    static StompViolation refused(String message, String sentence) {
        return new StompViolation(new StompError(CloseReason.REFUSED, message, sentence));
    }

    /** What is acknowledged was given to somebody else meanwhile. */
    static StompViolation tooLate(StompCommand command) {
        return refused(
                "acknowledgement too late",
                command
                        + " is about a message that is this client's no more: its time was up, or"
                        + " its subscription has ended.");
    }

    /** A word of the client's as it may stand in a complaint; empty if it is no plain one. */
    static Optional<String> plain(String word) {
        return Optional.of(word).filter(it -> PLAIN.matcher(it).matches());
    }

    StompError error() {
        return error;
    }
}
