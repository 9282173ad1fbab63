package io.sluice.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Decides who a client is. Called on an event loop and must not block it: hashing and asking others
 * happen elsewhere, and the stage may complete on any thread, never exceptionally.
 */
@FunctionalInterface
public interface Authenticator {
    CompletionStage<Verdict> authenticate(Credentials credentials);

    /**
     * Begins an authentication in several steps.
     *
     * @param method which kind, as {@code SCRAM-SHA-256}
     * @return empty if there is no such method here
     */
    default Optional<Exchange> begin(String method, Credentials credentials) {
        return Optional.empty();
    }
}
