package io.sluice.pipeline;

/** The broker did not answer an operator in time: its ring is full, or it stops. */
public final class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnansweredException(String why) {
        super(why);
    }
}
