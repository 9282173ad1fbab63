package io.sluice.subscription;

import io.sluice.broker.DelayedTopic;

/**
 * How much is kept for later: delayed messages stay in memory and in the snapshots until they are
 * due.
 *
 * @param countMax messages
 * @param bytesMax bytes of all of them
 * @param secondsMax the longest delay, up to {@link DelayedTopic#SECONDS_MAX}
 */
public record DelayedConfig(int countMax, long bytesMax, long secondsMax) {
    /** A million messages, 256 MiB, and EMQX's longest delay, a good 49 days. */
    public static final DelayedConfig DEFAULT = new DelayedConfig(1_000_000, 256L << 20, 4_294_967);

    public DelayedConfig {
        require(countMax >= 0, "delayed.count-max", countMax);
        require(bytesMax >= 0, "delayed.bytes-max", bytesMax);
        require(
                secondsMax >= 0 && secondsMax <= DelayedTopic.SECONDS_MAX,
                "delayed.seconds-max",
                secondsMax);
    }

    private static void require(boolean holds, String key, long value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is out of range: " + value);
        }
    }
}
