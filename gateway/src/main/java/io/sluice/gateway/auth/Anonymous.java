package io.sluice.gateway.auth;

import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Lets clients in without a name, on the listeners where that is allowed.
 *
 * @param listenerIsOpen whether a listener, by its name, is one of those
 * @param takesNames nobody here can check a name, so clients that show one come in too, but stay
 *     anonymous
 */
record Anonymous(Predicate<String> listenerIsOpen, boolean takesNames) implements Doorkeeper {
    @Override
    public CompletionStage<Optional<Verdict>> ask(Credentials credentials) {
        boolean comesIn =
                listenerIsOpen.test(credentials.listener())
                        && (takesNames || credentials.userName().isEmpty());
        return CompletableFuture.completedFuture(
                comesIn
                        ? Optional.of(new Verdict.Accepted(Principal.ANONYMOUS))
                        : Optional.empty());
    }
}
