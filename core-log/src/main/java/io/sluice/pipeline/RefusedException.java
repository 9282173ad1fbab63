package io.sluice.pipeline;

import io.sluice.broker.Refusal;

/** The broker will not do what an operator wants. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Refusal why;

    RefusedException(Refusal why) {
        super(why.text());
        this.why = why;
    }

    public Refusal why() {
        return why;
    }
}
