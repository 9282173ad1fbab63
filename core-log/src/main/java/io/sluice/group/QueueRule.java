package io.sluice.group;

import io.sluice.broker.TopicFilter;

/**
 * Limits for some queues.
 *
 * @param queues which: a filter over their names, as behind {@code $queue/}
 */
public record QueueRule(TopicFilter queues, QueueLimits limits) {}
