package io.sluice.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client's credentials say besides its name: what it may do, and until when they hold.
 * Cannot be changed; used by event loops.
 */
public interface Pass {
    /** Says nothing more: the gateway's rules decide, and it never ends. */
    Pass PLAIN = until(Instant.MAX);

    /** No connection lasts so long. */
    Duration FAR = Duration.ofDays(36_500);

    /** Says when it ends, and leaves rights to the gateway's rules. */
    static Pass until(Instant end) {
        return new PlainPass(end);
    }

    /**
     * What it says of a wish, in the place of the gateway's rules; empty if it says nothing of
     * rights. The arguments are those of {@link Authorizer#decide}.
     */
    Optional<Access> decide(String clientId, Action action, String topicOrFilter);

    /** When it ends, and with it the connection; {@link Instant#MAX}: never. */
    Instant until();

    /** How long it holds from now on, in nanoseconds; {@link Long#MAX_VALUE}: for ever. */
    default long nanosLeft(Instant now) {
        boolean isFar = until().isAfter(now.plus(FAR));
        return isFar ? Long.MAX_VALUE : Math.max(0, Duration.between(now, until()).toNanos());
    }
}
