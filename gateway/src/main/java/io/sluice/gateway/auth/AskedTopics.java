package io.sluice.gateway.auth;

import java.util.List;

/**
 * What rules are held against when somebody asks for a right: the topic or filter itself, and for a
 * queue or its dead letters also the queue's name. So a rule over {@code jobs/#} holds for {@code
 * $queue/jobs/a}, and one over {@code $queue/#} for all queues and nothing else.
 *
 * @param names one, or two; for a queue both are literal
 */
record AskedTopics(List<Levels> names) {
    private static final List<String> QUEUES = List.of("$queue/", "$dlq/");

    static AskedTopics of(String topicOrFilter) {
        String queue = queueIn(topicOrFilter);
        return new AskedTopics(
                queue.isEmpty()
                        ? List.of(Levels.of(topicOrFilter))
                        : List.of(Levels.of(topicOrFilter), Levels.of(queue)));
    }

    /** What stands behind the prefix of a queue or of its dead letters; empty for others. */
    static String queueIn(String topicOrFilter) {
        for (String prefix : QUEUES) {
            if (topicOrFilter.startsWith(prefix)) {
                return topicOrFilter.substring(prefix.length());
            }
        }
        return "";
    }

    boolean overlap(Rule rule) {
        return names.stream().anyMatch(rule.levels()::overlaps);
    }

    boolean areCoveredBy(Rule rule) {
        return names.stream().anyMatch(rule.levels()::covers);
    }
}
