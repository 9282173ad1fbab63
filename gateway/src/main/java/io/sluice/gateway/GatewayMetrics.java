package io.sluice.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;

/** What the gateway as a whole tells Prometheus: which one it is, and how its JVM does. */
final class GatewayMetrics {
    GatewayMetrics(CollectorRegistry registry, String version) {
        registry.register(new JvmMetrics());
        Gauge.build()
                .name("sluice_build_info")
                .help("Always 1; the labels say which build this is.")
                .labelNames("version", "java")
                .register(registry)
                .labels(version, Runtime.version().toString())
                .set(1);
    }
}
