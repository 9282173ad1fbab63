package io.sluice.group;

import java.time.Duration;

/**
 * How often messages are tried again.
 *
 * @param deliveriesMax times a message of a queue is tried before it is a dead letter, 1 to 1,000
 * @param pause how long a message rests after its first refusal; doubled at each further one, up to
 *     a minute
 * @param ackTimeout how long a member of a queue may say nothing of a message before that counts as
 *     refused; zero: as long as it is connected
 */
public record RetryConfig(int deliveriesMax, Duration pause, Duration ackTimeout) {
    private static final long PAUSE_MS_MAX = 60_000;

    /** Five tries, 200 ms, half an hour. */
    public static final RetryConfig DEFAULT =
            new RetryConfig(5, Duration.ofMillis(200), Duration.ofMinutes(30));

    public RetryConfig {
        require(deliveriesMax >= 1 && deliveriesMax <= 1000, "max-deliveries", deliveriesMax);
        require(!pause.isNegative(), "retry-pause", pause);
        require(!ackTimeout.isNegative(), "ack-timeout", ackTimeout);
    }

    /** How long a message rests after its n-th refusal. */
    long pauseMs(int refusals) {
        int doublings = Math.min(20, Math.max(0, refusals - 1));
        return Math.min(PAUSE_MS_MAX, pause.toMillis() << doublings);
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("queue." + key + " is out of range: " + value);
        }
    }
}
