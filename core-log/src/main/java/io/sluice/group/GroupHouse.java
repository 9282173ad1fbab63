package io.sluice.group;

import io.sluice.broker.Ingress;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all groups share.
 *
 * @param lane on which they live
 * @param ingress of that lane
 */
public record GroupHouse(
        ScheduledExecutorService lane,
        Ingress ingress,
        GroupConfig config,
        DeadLetters deadLetters,
        Clock clock) {}
