package io.sluice.pipeline;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import io.sluice.broker.Drop;
import io.sluice.broker.DropLedger;
import io.sluice.broker.TrafficMetrics;
import io.sluice.group.GroupMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the ring and the state behind it tell Prometheus. */
public final class PipelineMetrics {
    private final CollectorRegistry registry;
    private final TrafficMetrics traffic;
    private final Histogram batchSlots;
    private final Counter retainedRefused;
    private final Counter transientMissed;
    private final Counter sessionsExpired;
    private final Gauge sharedSubscriptions;
    private final GroupMetrics groups;

    /**
     * Registers all of them.
     *
     * @param traffic where messages that are not stored are counted
     */
    public PipelineMetrics(CollectorRegistry registry, TrafficMetrics traffic) {
        this.registry = registry;
        this.traffic = traffic;
        retainedRefused =
                Counter.build(
                                "sluice_retained_refused_total",
                                "Messages that were delivered but not retained: there were enough.")
                        .register(registry);
        transientMissed =
                Counter.build(
                                "sluice_transient_missed_total",
                                "Deliveries of unwritten messages to who could not take them then.")
                        .register(registry);
        sessionsExpired =
                Counter.build(
                                "sluice_sessions_expired_total",
                                "Sessions that ended since nobody came back in time.")
                        .register(registry);
        sharedSubscriptions =
                Gauge.build(
                                "sluice_shared_subscriptions",
                                "Subscriptions of sessions to groups, queues not among them.")
                        .register(registry);
        groups = new GroupMetrics(registry, traffic);
        batchSlots =
                Histogram.build()
                        .name("sluice_ring_batch_slots")
                        .help("Requests that the log lane found on the ring at once.")
                        .buckets(1, 2, 4, 8, 16, 64, 256, 1024, 4096)
                        .register(registry);
    }

    GroupMetrics groups() {
        return groups;
    }

    void retainedRefused() {
        retainedRefused.inc();
    }

    void sessionExpired() {
        sessionsExpired.inc();
    }

    /** So far. Any lane may ask. */
    long sessionsExpired() {
        return (long) sessionsExpired.get();
    }

    /** So many more sessions hold a group. */
    void sharedSubscriptions(int more) {
        sharedSubscriptions.inc(more);
    }

    /** As of now. Any lane may ask. */
    long sharedSubscriptions() {
        return (long) sharedSubscriptions.get();
    }

    DropLedger drops() {
        return traffic.drops();
    }

    /** Messages were refused, or are not delivered to somebody. Any lane may tell. */
    void dropped(Drop drop) {
        traffic.dropped(drop);
    }

    void transientMissed(Drop drop) {
        transientMissed.inc();
        traffic.dropped(drop);
    }

    void batchEnded(int slots) {
        batchSlots.observe(slots);
    }

    /** Where queues are told of, as many of them by name. */
    QueueMetrics queues(int namedMax) {
        return new QueueMetrics(namedMax).register(registry);
    }

    /** A number that is read when it is asked for. */
    void gauge(String name, String help, LongSupplier value) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return List.of(new GaugeMetricFamily(name, help, value.getAsLong()));
            }
        }.register(registry);
    }

    /** How many sessions lag how far, as it is when it is asked for. */
    void lags(String name, String help, Supplier<LagCounts> counts) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return List.of(
                        new MetricFamilySamples(
                                name, Type.HISTOGRAM, help, samples(name, counts.get())));
            }
        }.register(registry);
    }

    private static List<Sample> samples(String name, LagCounts counts) {
        List<Sample> samples = new ArrayList<>();
        long sessions = 0;
        for (int i = 0; i < counts.sessions().length; i++) {
            sessions += counts.sessions()[i];
            String bound =
                    i == LagCounts.BOUNDS.length ? "+Inf" : String.valueOf(LagCounts.BOUNDS[i]);
            samples.add(new Sample(name + "_bucket", List.of("le"), List.of(bound), sessions));
        }
        samples.add(new Sample(name + "_sum", List.of(), List.of(), counts.records()));
        samples.add(new Sample(name + "_count", List.of(), List.of(), sessions));
        return samples;
    }

    /** The same, split by one label with two values. */
    void gauge(String name, String help, String label, List<Labelled> values) {
        new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                GaugeMetricFamily family = new GaugeMetricFamily(name, help, List.of(label));
                for (Labelled each : values) {
                    family.addMetric(List.of(each.label()), each.value().getAsLong());
                }
                return List.of(family);
            }
        }.register(registry);
    }

    /** One value of a labelled gauge. */
    record Labelled(String label, LongSupplier value) {}
}
