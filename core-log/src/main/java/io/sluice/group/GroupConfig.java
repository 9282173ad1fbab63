package io.sluice.group;

import java.time.Duration;

/**
 * How groups and queues part their messages.
 *
 * @param strategy who gets a message
 * @param unsettledMax messages of one group that it has in memory, since members have said nothing
 *     of them or may not have them yet, 1 to 60,000
 * @param unsettledBytesMax bytes of the same, 1 KiB or more; one message may be longer
 * @param expiry how long a group outlives the last session that held it
 * @param retry how often messages are tried again
 * @param queues what queues hold
 */
public record GroupConfig(
        Strategy strategy,
        int unsettledMax,
        long unsettledBytesMax,
        Duration expiry,
        RetryConfig retry,
        QueueConfig queues) {

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
        require(unsettledBytesMax >= 1024, "unsettled-bytes-max", unsettledBytesMax);
        require(!expiry.isNegative(), "group-expiry", expiry);
    }

    public static GroupConfig defaults() {
        return new GroupConfig(
                Strategy.ROUND_ROBIN,
                20_000,
                64L << 20,
                Duration.ZERO,
                RetryConfig.DEFAULT,
                QueueConfig.DEFAULT);
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("queue." + key + " is out of range: " + value);
        }
    }
}
