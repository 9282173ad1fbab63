package io.sluice.auth;

import java.util.concurrent.CompletionStage;

/**
 * One client's authentication in several steps: challenge and answer, as SASL has it. Used by one
 * event loop at a time; like {@link Authenticator} it must not block, and the stage may complete on
 * any thread, never exceptionally.
 */
public interface Exchange {
    /**
     * What the client said last; empty if it has only named the method. The next call comes after
     * the stage has completed with {@link Challenge}.
     */
    CompletionStage<Step> answer(byte[] said);

    /** What is to be done next. */
    sealed interface Step {}

    /** The client is to answer this. */
    record Challenge(byte[] data) implements Step {}

    /**
     * It is over.
     *
     * @param data a last word for the client if it is let in; may be empty
     */
    record Outcome(Verdict verdict, byte[] data) implements Step {}
}
