package io.sluice.group;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.sluice.broker.Drop;
import io.sluice.broker.TrafficMetrics;

/** What groups and queues tell Prometheus. */
public final class GroupMetrics {
    private final TrafficMetrics traffic;
    private final Counter deadLettered;
    private final Counter dropped;
    private final Counter lost;

    /**
     * Registers all of them.
     *
     * @param traffic where messages that nobody gets are counted by reason, and written down
     */
    public GroupMetrics(CollectorRegistry registry, TrafficMetrics traffic) {
        this.traffic = traffic;
        deadLettered =
                Counter.build(
                                "sluice_messages_dead_lettered_total",
                                "Messages of queues that became dead letters.")
                        .register(registry);
        dropped =
                Counter.build(
                                "sluice_group_messages_dropped_total",
                                "Messages that nobody could take and that have no dead letters.")
                        .register(registry);
        lost =
                Counter.build(
                                "sluice_group_records_lost_total",
                                "Records that retention took before a group had read them.")
                        .register(registry);
    }

    void deadLettered() {
        deadLettered.inc();
    }

    void dropped(Drop drop) {
        dropped.inc();
        traffic.dropped(drop);
    }

    void lost(long records) {
        lost.inc(records);
    }
}
