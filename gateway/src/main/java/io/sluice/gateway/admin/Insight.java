package io.sluice.gateway.admin;

import io.sluice.broker.TrafficTotals;
import io.sluice.pipeline.Inspector;
import java.util.function.Supplier;

/**
 * What the API can see of a running broker.
 *
 * @param traffic what came and went since the start
 */
public record Insight(Inspector inspector, Clients clients, Supplier<TrafficTotals> traffic) {}
