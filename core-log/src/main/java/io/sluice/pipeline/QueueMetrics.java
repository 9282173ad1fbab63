package io.sluice.pipeline;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import io.sluice.broker.TopicFilter;
import io.sluice.group.Backlog;
import io.sluice.lane.Crossing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much each queue holds, for whoever counts: as many queues as may be told apart, those that
 * came first. The log lane says which there are, any lane may read.
 */
@Crossing
final class QueueMetrics extends Collector {
    private static final String QUEUES = "$queue/";

    private final int namedMax;
    private final Map<String, Backlog> named = new ConcurrentHashMap<>();

    /**
     * @param namedMax queues that are told of by name
     */
    QueueMetrics(int namedMax) {
        this.namedMax = namedMax;
    }

    void remember(TopicFilter queue, Backlog backlog) {
        if (queue.isQueue() && named.size() < namedMax) {
            named.put(name(queue), backlog);
        }
    }

    void forget(TopicFilter queue) {
        named.remove(name(queue));
    }

    /** Its name, or for dead letters the whole topic. */
    private static String name(TopicFilter queue) {
        String text = queue.text();
        return text.startsWith(QUEUES) ? text.substring(QUEUES.length()) : text;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        GaugeMetricFamily family =
                new GaugeMetricFamily(
                        "sluice_queue_lag_messages",
                        "Messages that a queue holds, unsettled ones among them.",
                        List.of("queue"));
        named.forEach((name, backlog) -> family.addMetric(List.of(name), backlog.messages()));
        return List.of(family);
    }
}
