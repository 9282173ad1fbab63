package io.sluice.subscription;

/**
 * How much the broker remembers.
 *
 * @param sessionsMax sessions, connected and asleep
 * @param sessionSubscriptionsMax subscriptions of one session
 * @param retainedMax retained messages
 * @param retainedBytesMax bytes of all retained messages and of the tree that finds them
 * @param delayed messages that wait for their time
 */
public record StateConfig(
        int sessionsMax,
        int sessionSubscriptionsMax,
        int retainedMax,
        long retainedBytesMax,
        DelayedConfig delayed) {

    /** Room for ten million sessions and messages, and 2 GiB of the latter. */
    public static final StateConfig DEFAULT =
            new StateConfig(10_000_000, 1_000_000, 10_000_000, 2L << 30);

    /** With as many delayed messages as usual. */
    public StateConfig(
            int sessionsMax, int sessionSubscriptionsMax, int retainedMax, long retainedBytesMax) {
        this(
                sessionsMax,
                sessionSubscriptionsMax,
                retainedMax,
                retainedBytesMax,
                DelayedConfig.DEFAULT);
    }

    public StateConfig {
        require(sessionsMax, "sessions-max");
        require(sessionSubscriptionsMax, "subscriptions-max");
        require(retainedMax, "retained.count-max");
        require(retainedBytesMax, "retained.bytes-max");
    }

    private static void require(long value, String key) {
        if (value < 0) {
            throw new IllegalArgumentException(key + " is out of range: " + value);
        }
    }
}
