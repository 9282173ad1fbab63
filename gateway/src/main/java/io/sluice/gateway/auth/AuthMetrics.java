package io.sluice.gateway.auth;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.sluice.auth.Verdict;

/** What the door tells Prometheus. */
public final class AuthMetrics {
    private final Counter.Child accepted;
    private final Counter.Child denied;
    private final Counter.Child unavailable;

    public AuthMetrics(CollectorRegistry registry) {
        Counter logins =
                Counter.build()
                        .name("sluice_auth_total")
                        .help("Logins, by what came of them.")
                        .labelNames("result")
                        .register(registry);
        accepted = logins.labels("accepted");
        denied = logins.labels("denied");
        unavailable = logins.labels("unavailable");
    }

    void answered(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted) {
            accepted.inc();
        } else if (verdict instanceof Verdict.Denied) {
            denied.inc();
        } else {
            unavailable.inc();
        }
    }
}
