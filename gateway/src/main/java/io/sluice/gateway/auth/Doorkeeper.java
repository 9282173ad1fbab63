package io.sluice.gateway.auth;

import io.sluice.auth.Credentials;
import io.sluice.auth.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One of those who are asked whether a client may come in. */
interface Doorkeeper {
    /** The answer; empty if somebody else has to know. Never completes exceptionally. */
    CompletionStage<Optional<Verdict>> ask(Credentials credentials);
}
