package io.sluice.group;

import io.sluice.broker.TopicFilter;
import java.time.Duration;
import java.util.List;

/**
 * How many queues there are and what they hold.
 *
 * @param countMax queues at most, without dead letters; 0 or more
 * @param bytesMaxAll bytes of the records that all queues together hold, 1 MiB or more
 * @param idleExpiry how long an empty queue that nobody subscribes to stays
 * @param namedMax queues that metrics tell of by name, 0 to 10,000
 * @param limits of a queue for which there is no rule
 * @param rules limits by name, the first that matches counts
 */
public record QueueConfig(
        int countMax,
        long bytesMaxAll,
        Duration idleExpiry,
        int namedMax,
        QueueLimits limits,
        List<QueueRule> rules) {
    private static final String QUEUES = "$queue/";
    private static final String DEAD = "$dlq/";

    /** Ten thousand queues, two GiB in all of them, idle ones stay for a minute. */
    public static final QueueConfig DEFAULT =
            new QueueConfig(
                    10_000, 2L << 30, Duration.ofMinutes(1), 100, QueueLimits.DEFAULT, List.of());

    public QueueConfig {
        require(countMax >= 0, "count-max", countMax);
        require(bytesMaxAll >= 1 << 20, "all-bytes-max", bytesMaxAll);
        require(!idleExpiry.isNegative(), "idle-expiry", idleExpiry);
        require(namedMax >= 0 && namedMax <= 10_000, "named-max", namedMax);
        rules = List.copyOf(rules);
    }

    /** The limits of a queue; a group that is none has those that hold nothing up. */
    public QueueLimits limitsOf(TopicFilter group) {
        String text = group.text();
        if (text.startsWith(DEAD)) {
            return byName(text).droppingOldest();
        }
        return text.startsWith(QUEUES)
                ? byName(text.substring(QUEUES.length()))
                : QueueLimits.DEFAULT;
    }

    private QueueLimits byName(String name) {
        for (QueueRule rule : rules) {
            if (rule.queues().matches(name)) {
                return rule.limits();
            }
        }
        return limits;
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("queue." + key + " is out of range: " + value);
        }
    }
}
