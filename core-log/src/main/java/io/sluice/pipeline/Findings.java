package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Grant;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.LogChunk;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.subscription.FilterReader;
import io.sluice.subscription.FilterSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one turn of replaying has found for one session. */
@OwnedBy(Lane.REPLAY)
final class Findings {
    private final FilterReader filters;
    private final Resumption resumption;
    private final boolean keepsQos0;
    private final boolean isReading;
    private final List<Delivery> deliveries = new ArrayList<>();
    private int bytesFound;
    private byte[] bytes = new byte[0];
    private Grant grant = FilterSet.NONE;
    private long nextOffset;
    private int from;
    private int count;
    private long forgottenFirst = -1;
    private long forgottenLast;
    private long forgottenCount;

    /**
     * An empty one.
     *
     * @param queueQos0 whether QoS 0 messages are kept for those asleep
     */
    Findings(FilterSet filters, boolean isReading, Resumption resumption, boolean queueQos0) {
        this.filters = filters.reader();
        this.resumption = resumption;
        this.isReading = isReading;
        this.keepsQos0 = queueQos0 || isReading;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    int bytes() {
        return bytesFound;
    }

    /**
     * Looks through the records of a chunk, {@code first} to {@code until}. Those that were passed
     * over when it was read end a stretch, too.
     */
    void search(LogChunk chunk, long first, long until) {
        bytes = chunk.bytes();
        int at = chunk.from();
        while (at < chunk.to()) {
            Grant here = grantOf(at, first, until);
            if (here != grant || RecordLayout.offset(bytes, at) != nextOffset) {
                endStretch(at);
                grant = here;
                from = at;
            }
            if (here != FilterSet.NONE) {
                count++;
            }
            nextOffset = RecordLayout.offset(bytes, at) + 1;
            at = RecordLayout.next(bytes, at);
        }
        endStretch(at);
        grant = FilterSet.NONE;
    }

    private void endStretch(int to) {
        if (count > 0) {
            Stretch stretch = new Stretch(bytes, from, to, count);
            deliveries.add(Outbox.delivery(Delivery.Kind.LIVE, stretch, grant, 0, isReading));
            bytesFound += to - from;
            count = 0;
        }
    }

    private Grant grantOf(int at, long first, long until) {
        if (RecordLayout.type(bytes, at) != RecordType.PUBLISH
                || (RecordLayout.flags(bytes, at) & RecordLayout.FLAG_DELAYED) != 0) {
            return FilterSet.NONE;
        }
        long offset = RecordLayout.offset(bytes, at);
        if (offset < first || offset >= until || resumption.isSettled(offset)) {
            return FilterSet.NONE;
        }
        Grant found =
                filters.grant(
                        bytes,
                        RecordLayout.topicAt(at),
                        RecordLayout.topicBytes(bytes, at),
                        offset);
        if (found != FilterSet.NONE && isForgotten(found, at, offset)) {
            return FilterSet.NONE;
        }
        return found;
    }

    /** QoS 0 messages are not kept for a session that sleeps, unless configured or read on wish. */
    private boolean isForgotten(Grant found, int at, long offset) {
        int qos = RecordLayout.flags(bytes, at) & RecordLayout.FLAG_QOS;
        boolean isForgotten =
                !keepsQos0 && Math.min(qos, found.qosMax()) == 0 && resumption.wasAsleepAt(offset);
        if (isForgotten) {
            forgottenFirst = forgottenCount == 0 ? offset : forgottenFirst;
            forgottenLast = offset;
            forgottenCount++;
        }
        return isForgotten;
    }

    /** What was passed over because this client was asleep. */
    Optional<Drop> forgotten(String client) {
        return forgottenCount == 0
                ? Optional.empty()
                : Optional.of(
                        Drop.deliveries(
                                DropReason.ASLEEP_QOS0,
                                client,
                                forgottenFirst,
                                forgottenLast,
                                forgottenCount));
    }
}
