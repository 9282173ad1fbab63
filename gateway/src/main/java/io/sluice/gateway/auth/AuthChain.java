package io.sluice.gateway.auth;

import io.sluice.auth.Authenticator;
import io.sluice.auth.Credentials;
import io.sluice.auth.Exchange;
import io.sluice.auth.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Asks one doorkeeper after the other; the first that knows decides, and where nobody knows, the
 * client stays outside. A no comes late. (Protocols count the answers.) Cannot be changed; what its
 * doorkeepers know can.
 */
public final class AuthChain implements Authenticator {
    private static final Verdict UNKNOWN = new Verdict.Denied("nobody knows these credentials");

    private final List<Doorkeeper> doorkeepers;
    private final Optional<Passwords> passwords;
    private final Duration failureDelay;
    private final Delay delay;

    private AuthChain(
            List<Doorkeeper> doorkeepers,
            Optional<Passwords> passwords,
            Duration failureDelay,
            Delay delay) {
        this.passwords = passwords;
        this.doorkeepers = List.copyOf(doorkeepers);
        this.failureDelay = failureDelay;
        this.delay = delay;
    }

    /** Begins a chain that lets nobody in. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<Verdict> authenticate(Credentials credentials) {
        return ask(0, credentials)
                .exceptionally(fault -> new Verdict.Unavailable("the check failed: " + fault))
                .thenCompose(this::answer);
    }

    @Override
    public Optional<Exchange> begin(String method, Credentials credentials) {
        return method.equals(ScramVerifier.METHOD)
                ? passwords.map(those -> late(those.scram(credentials)))
                : Optional.empty();
    }

    /** A no comes as late as one to a wrong password. */
    private Exchange late(Exchange exchange) {
        return said -> exchange.answer(said).thenCompose(this::answer);
    }

    private CompletionStage<Exchange.Step> answer(Exchange.Step step) {
        return step instanceof Exchange.Outcome outcome
                ? answer(outcome.verdict())
                        .thenApply(verdict -> new Exchange.Outcome(verdict, outcome.data()))
                : CompletableFuture.completedFuture(step);
    }

    private CompletionStage<Verdict> ask(int position, Credentials credentials) {
        if (position == doorkeepers.size()) {
            return CompletableFuture.completedFuture(UNKNOWN);
        }
        return doorkeepers
                .get(position)
                .ask(credentials)
                .thenCompose(
                        answer ->
                                answer.isPresent()
                                        ? CompletableFuture.completedFuture(answer.get())
                                        : ask(position + 1, credentials));
    }

    private CompletionStage<Verdict> answer(Verdict verdict) {
        if (!(verdict instanceof Verdict.Denied) || failureDelay.isZero()) {
            return CompletableFuture.completedFuture(verdict);
        }
        CompletableFuture<Verdict> late = new CompletableFuture<>();
        delay.run(() -> late.complete(verdict), failureDelay);
        return late;
    }

    /** Puts a chain together, in the order in which its doorkeepers are to be asked. */
    public static final class Builder {
        private final List<Doorkeeper> doorkeepers = new ArrayList<>();
        private Optional<Passwords> named = Optional.empty();
        private boolean checksNames;

        private Builder() {}

        public Builder passwords(Passwords passwords) {
            named = Optional.of(passwords);
            checksNames = true;
            doorkeepers.add(passwords);
            return this;
        }

        public Builder tokens(Tokens tokens) {
            checksNames = true;
            doorkeepers.add(tokens);
            return this;
        }

        public Builder remote(RemoteCheck server) {
            checksNames = true;
            doorkeepers.add(server);
            return this;
        }

        public Builder certificates(Certificates certificates) {
            doorkeepers.add(certificates);
            return this;
        }

        /** Where nobody before them checks names, names are let in unchecked, as nobody. */
        public Builder anonymous(Predicate<String> listenerIsOpen) {
            doorkeepers.add(new Anonymous(listenerIsOpen, !checksNames));
            return this;
        }

        public AuthChain build(Duration failureDelay, Delay delay) {
            return new AuthChain(doorkeepers, named, failureDelay, delay);
        }
    }
}
