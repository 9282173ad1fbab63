package io.sluice.gateway;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import io.sluice.lane.Crossing;
import java.util.Collections;
import java.util.List;

/**
 * How the JVM does. It is looked at when the first scrape comes: its beans are many classes, and no
 * start needs them. Any thread may scrape.
 */
@Crossing
final class JvmMetrics extends Collector {
    private final CollectorRegistry jvm = new CollectorRegistry();
    private boolean isLooking;

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        if (!isLooking) {
            DefaultExports.register(jvm);
            isLooking = true;
        }
        return Collections.list(jvm.metricFamilySamples());
    }
}
