package io.sluice.broker;

import java.util.List;

/**
 * What a connection is told of its session when it is opened.
 *
 * @param present whether it was there before
 * @param subscriptions those that it has
 * @param unreleased packet ids of QoS 2 publishes taken in whose PUBREL has not come
 * @param inflight what was sent before and not finished. Those of stage {@link Inflight#RECEIVED}
 *     want a PUBREL; the others come again through the feed, first of all, as deliveries of kind
 *     {@link Delivery.Kind#RESENT} with their old packet ids
 */
public record SessionState(
        boolean present, List<Subscription> subscriptions, int[] unreleased, Inflight inflight) {
    public static final SessionState NEW =
            new SessionState(false, List.of(), new int[0], Inflight.NONE);
}
