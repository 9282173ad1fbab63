package io.sluice.gateway.cli.bench;

import org.HdrHistogram.Histogram;

/**
 * Counts of one event loop, or of all of them together, at one moment.
 *
 * @param published messages handed to sockets
 * @param acked publications the broker has taken over (QoS 1 and 2)
 * @param refused publications it answered with an error
 * @param delivered messages that came to receivers, doubles included
 * @param lastNanos when the last one came
 * @param deliveryNanos time from sending to receiving
 * @param ackNanos time from sending to the acknowledgement
 */
record Tally(
        long published,
        long acked,
        long refused,
        long delivered,
        long lastNanos,
        Histogram deliveryNanos,
        Histogram ackNanos) {

    static Tally empty() {
        return new Tally(0, 0, 0, 0, 0, LoadLoop.emptyHistogram(), LoadLoop.emptyHistogram());
    }

    Tally plus(Tally other) {
        Histogram deliveries = deliveryNanos.copy();
        deliveries.add(other.deliveryNanos);
        Histogram acks = ackNanos.copy();
        acks.add(other.ackNanos);
        return new Tally(
                published + other.published,
                acked + other.acked,
                refused + other.refused,
                delivered + other.delivered,
                Math.max(lastNanos, other.lastNanos),
                deliveries,
                acks);
    }
}
