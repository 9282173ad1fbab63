package io.sluice.gateway.auth;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Pass;
import java.time.Instant;
import java.util.Optional;

/** What a token, or a server that was asked, says of one user's rights. */
record CredentialPass(String userName, AccessRules rights, Instant until) implements Pass {
    @Override
    public Optional<Access> decide(String clientId, Action action, String topicOrFilter) {
        return Optional.of(rights.decide(userName, clientId, action, topicOrFilter));
    }
}
