package io.sluice.gateway.auth;

import io.sluice.auth.Credentials;
import io.sluice.auth.Exchange;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.lane.Crossing;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Knows the users of a password file. Asked by event loops, hashes on an executor of its own, and
 * is given another file by whoever reloads; the file and what is remembered of it change as one.
 *
 * <p>An unknown user costs as much as a wrong password, so that the time tells nothing. A password
 * that was right once is right again without the long way, so that many devices can come back at
 * once.
 */
@Crossing
public final class Passwords implements Doorkeeper {
    private static final byte[] NO_PASSWORD = {};
    private static final int NONCE_BYTES = 18;

    private final Executor hashing;
    private volatile Known known;

    /** A file, what was right of it, and the hash that unknown users are held against. */
    private record Known(
            PasswordFile file,
            Remembered remembered,
            PasswordHash nobody,
            ScramVerifiers verifiers) {
        static Known of(PasswordFile file) {
            int iterations = Math.max(1, file.iterationsMax());
            return new Known(
                    file,
                    new Remembered(),
                    PasswordHash.ofNobody(iterations, new SecureRandom()),
                    new ScramVerifiers(file));
        }
    }

    /**
     * @param hashing bounded; one that takes no more tasks makes us answer that nobody can decide
     */
    public Passwords(PasswordFile file, Executor hashing) {
        this.hashing = hashing;
        this.known = Known.of(file);
    }

    /** From now on, these are the users. */
    public void replace(PasswordFile file) {
        known = Known.of(file);
    }

    /** By SCRAM; who has said a user name besides must be that one. */
    Exchange scram(Credentials credentials) {
        byte[] random = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(random);
        String nonce = Base64.getEncoder().encodeToString(random);
        // of one file from the first word to the last, even if there is another meanwhile
        ScramVerifiers verifiers = known.verifiers;
        return new ScramExchange(
                verifiers::of,
                user -> credentials.userName().map(user::equals).orElse(true),
                nonce);
    }

    @Override
    public CompletionStage<Optional<Verdict>> ask(Credentials credentials) {
        if (credentials.userName().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String user = credentials.userName().get();
        byte[] password = credentials.password().orElse(NO_PASSWORD);
        Known now = known;
        if (now.remembered.has(user, password)) {
            return CompletableFuture.completedFuture(accepted(user));
        }
        try {
            return CompletableFuture.supplyAsync(() -> check(now, user, password), hashing);
        } catch (RejectedExecutionException tooMany) {
            Verdict busy = new Verdict.Unavailable("too many logins at once");
            return CompletableFuture.completedFuture(Optional.of(busy));
        }
    }

    private static Optional<Verdict> check(Known now, String user, byte[] password) {
        Optional<PasswordHash> hash = now.file.hash(user);
        boolean right = hash.orElse(now.nobody).isOf(password);
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        if (!right) {
            return Optional.of(new Verdict.Denied("wrong password"));
        }
        now.remembered.add(user, password);
        return accepted(user);
    }

    private static Optional<Verdict> accepted(String user) {
        return Optional.of(new Verdict.Accepted(new Principal(user)));
    }
}
