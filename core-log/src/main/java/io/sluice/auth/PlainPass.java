package io.sluice.auth;

import java.time.Instant;
import java.util.Optional;

/** Ends, and says nothing of rights. */
record PlainPass(Instant until) implements Pass {
    @Override
    public Optional<Access> decide(String clientId, Action action, String topicOrFilter) {
        return Optional.empty();
    }
}
