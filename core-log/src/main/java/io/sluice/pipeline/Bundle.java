package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import java.util.List;

/**
 * One batch's news for one feed, in this order.
 *
 * @param attachedAt the feed is live from this offset on; or {@link Outbox#REFUSED}, {@link
 *     Outbox#NOWHERE}
 * @param deliveries what to deliver
 * @param retained at this offset all retained messages had been handed over; or {@link
 *     Outbox#MORE}, {@link Outbox#NOWHERE}
 * @param behindFrom the feed is no longer live: from this offset on it must read the log
 * @param rewind it must read from another place; else {@link Rewind#NONE}
 */
record Bundle(
        LoopFeed feed,
        long attachedAt,
        List<Delivery> deliveries,
        long retained,
        long behindFrom,
        Rewind rewind) {
    void deliver() {
        feed.bundleArrived(this);
    }
}
