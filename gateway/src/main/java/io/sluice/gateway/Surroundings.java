package io.sluice.gateway;

import io.prometheus.client.CollectorRegistry;
import io.sluice.auth.Authenticator;
import io.sluice.auth.Authorizer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What an engine is given.
 *
 * @param dataDirectory belongs to this process
 * @param faults told of the fault that ends the gateway, on any thread
 */
public record Surroundings(
        Plan plan,
        Path dataDirectory,
        Authenticator authenticator,
        Authorizer authorizer,
        Clock clock,
        CollectorRegistry registry,
        Consumer<Throwable> faults) {}
