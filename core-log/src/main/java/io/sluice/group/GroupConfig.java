package io.sluice.group;

import java.time.Duration;

/**
 * How groups and queues part their messages.
 *
 * @param strategy who gets a message
 * @param unsettledMax messages of one group that members have and have said nothing of, 1 to 60,000
 * @param deliveriesMax times a message of a queue is tried before it is a dead letter, 1 to 1,000
 * @param retryPause how long a message rests after its first refusal; doubled at each further one,
 *     up to a minute
 */
public record GroupConfig(
        Strategy strategy, int unsettledMax, int deliveriesMax, Duration retryPause) {
    private static final long PAUSE_MS_MAX = 60_000;

    /** Who gets a message. */
    public enum Strategy {
        /** The next member that has room. */
        ROUND_ROBIN,
        /** The member with the fewest unsettled messages. */
        LEAST_IN_FLIGHT,
        /** The member that has unsettled messages of the same topic; else the next. */
        BY_TOPIC
    }

    public GroupConfig {
        require(unsettledMax >= 1 && unsettledMax <= 60_000, "unsettled-max", unsettledMax);
        require(deliveriesMax >= 1 && deliveriesMax <= 1000, "max-deliveries", deliveriesMax);
        require(!retryPause.isNegative(), "retry-pause", retryPause);
    }

    public static GroupConfig defaults() {
        return new GroupConfig(Strategy.ROUND_ROBIN, 20_000, 5, Duration.ofMillis(200));
    }

    /** How long a message rests after its n-th refusal. */
    long pauseMs(int refusals) {
        int doublings = Math.min(20, Math.max(0, refusals - 1));
        return Math.min(PAUSE_MS_MAX, retryPause.toMillis() << doublings);
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("queue." + key + " is out of range: " + value);
        }
    }
}
