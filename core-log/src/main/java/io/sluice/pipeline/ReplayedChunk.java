package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Subscriber;
import java.util.List;

/**
 * What one turn of the replay lane found for one feed.
 *
 * @param reading for which of the feed's readings: {@link Resumption#reading}
 * @param deliveries in order of their offsets
 * @param nextOffset where to go on reading
 * @param isAtEnd nothing was left in the log
 * @param lost records that retention took before they were read
 * @param skipped records passed over because the reader wants live messages only
 */
record ReplayedChunk(
        int reading,
        List<Delivery> deliveries,
        long nextOffset,
        boolean isAtEnd,
        long lost,
        long skipped) {
    /** Nothing was read, but it is known from where to read. */
    static ReplayedChunk readingFrom(long offset, int reading) {
        return new ReplayedChunk(reading, List.of(), offset, false, 0, 0);
    }

    /** What belongs to the session whatever it reads. */
    List<Delivery> resent() {
        return deliveries.stream().filter(each -> each.kind() == Delivery.Kind.RESENT).toList();
    }

    void tellGaps(Subscriber subscriber) {
        if (lost > 0) {
            subscriber.lost(lost);
        }
        if (skipped > 0) {
            subscriber.skipped(skipped);
        }
    }
}
