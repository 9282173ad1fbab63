package io.sluice.pipeline;

import io.sluice.broker.TopicFilter;
import java.time.Duration;
import java.util.List;

/**
 * What is delivered but not written: the broker's own {@code $SYS} topics, and topics that somebody
 * does not want in the log.
 *
 * @param topics QoS 0 messages to them are delivered live and not written
 * @param sysInterval how often {@code $SYS} is told anew, 1 s to 1 h; zero for never
 * @param statesMax states of bridges that are remembered
 */
public record TransientConfig(List<TopicFilter> topics, Duration sysInterval, int statesMax) {
    /** Everything is written; {@code $SYS} every ten seconds. */
    public static final TransientConfig DEFAULT =
            new TransientConfig(List.of(), Duration.ofSeconds(10), 1000);

    public TransientConfig {
        topics = List.copyOf(topics);
        for (TopicFilter topic : topics) {
            require(!topic.isGroup(), "log.transient", topic.text());
        }
        boolean isNever = sysInterval.isZero();
        require(
                isNever || sysInterval.toSeconds() >= 1 && sysInterval.toHours() <= 1,
                "sys.interval",
                sysInterval);
        require(statesMax >= 0, "sys.states-max", statesMax);
    }

    private static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is out of range: " + value);
        }
    }
}
