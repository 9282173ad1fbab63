package io.sluice.gateway.listen;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.Arrays;

/** What the listeners tell Prometheus. (Accepted connections are counted by their protocols.) */
public final class ListenMetrics {
    private final Counter refused;

    /** Why a connection was closed before its protocol saw it. */
    enum Reason {
        CONNECTIONS_MAX("max-connections"),
        PROXY_HEADER("proxy-header"),
        HANDSHAKE_TIMEOUT("handshake-timeout"),
        BROWSER("host-or-origin"),
        HTTP("no-websocket");

        private final String label;

        Reason(String label) {
            this.label = label;
        }
    }

    public ListenMetrics(CollectorRegistry registry) {
        refused =
                Counter.build()
                        .name("sluice_listener_refused_total")
                        .help("Connections closed before a protocol saw them.")
                        .labelNames("listener", "reason")
                        .register(registry);
    }

    /** A listener that begins: each of its samples is there from now on. */
    void opened(String listener) {
        Arrays.stream(Reason.values()).forEach(reason -> refused.labels(listener, reason.label));
    }

    void refused(String listener, Reason reason) {
        refused.labels(listener, reason.label).inc();
    }
}
