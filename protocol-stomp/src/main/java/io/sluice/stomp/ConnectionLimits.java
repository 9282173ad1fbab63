package io.sluice.stomp;

import static io.sluice.stomp.StompConfig.require;

import java.time.Duration;

/**
 * How much one connection may hold, and how long it may take. Keys {@code stomp.connection.*}.
 *
 * @param subscriptionsMax subscriptions at a time, 1 to 100,000
 * @param unackedMax messages of one subscription sent and not acknowledged, 1 to 1,000,000; also
 *     the most that a {@code prefetch-count} can ask for, and what counts without one
 * @param receiptsMax receipts asked for and not yet written, 1 to 1,000,000: at this many the
 *     socket is read no further
 * @param loginTimeout until when the client must have been let in, 100 ms to 10 min
 * @param idleTimeout silence after which a client that agreed to no heart-beats is disconnected, up
 *     to 7 days; zero: never
 * @param pauseMax how long a socket is left unread because the broker has no room, before its
 *     client is disconnected, 100 ms to 1 h
 * @param lingerMax how long a client may take to close after it was told to, 0 to 1 min
 */
public record ConnectionLimits(
        int subscriptionsMax,
        int unackedMax,
        int receiptsMax,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration pauseMax,
        Duration lingerMax) {

    public ConnectionLimits {
        upTo(subscriptionsMax, 100_000, "subscriptions-max");
        upTo(unackedMax, 1_000_000, "unacked-max");
        upTo(receiptsMax, 1_000_000, "receipts-max");
        within(loginTimeout, 100, Duration.ofMinutes(10), "login-timeout");
        within(idleTimeout, 0, Duration.ofDays(7), "idle-timeout");
        within(pauseMax, 100, Duration.ofHours(1), "pause-max");
        within(lingerMax, 0, Duration.ofMinutes(1), "linger-max");
    }

    /**
     * 1,000 subscriptions, 10,000 unacknowledged, 10,000 receipts; login within 10 s, no idle
     * timeout, pauses of 30 s, lingering for 2 s.
     */
    public static ConnectionLimits defaults() {
        return new ConnectionLimits(
                1_000,
                10_000,
                10_000,
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2));
    }

    private static void upTo(int value, int max, String key) {
        require(value >= 1 && value <= max, "connection." + key, value);
    }

    private static void within(Duration value, long minMs, Duration max, String key) {
        boolean holds = value.compareTo(Duration.ofMillis(minMs)) >= 0 && value.compareTo(max) <= 0;
        require(holds, "connection." + key, value);
    }
}
