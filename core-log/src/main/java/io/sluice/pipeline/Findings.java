package io.sluice.pipeline;

import io.sluice.broker.Delivery;
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

/** What one turn of replaying has found for one session. */
@OwnedBy(Lane.REPLAY)
final class Findings {
    private final FilterReader filters;
    private final Resumption resumption;
    private final boolean queueQos0;
    private final List<Delivery> deliveries = new ArrayList<>();
    private int bytesFound;
    private byte[] bytes = new byte[0];
    private Grant grant = FilterSet.NONE;
    private int from;
    private int count;

    /**
     * An empty one.
     *
     * @param queueQos0 whether QoS 0 messages are kept for those asleep
     */
    Findings(FilterSet filters, Resumption resumption, boolean queueQos0) {
        this.filters = filters.reader();
        this.resumption = resumption;
        this.queueQos0 = queueQos0;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    int bytes() {
        return bytesFound;
    }

    /** Looks through the records of a chunk, {@code first} to {@code until}. */
    void search(LogChunk chunk, long first, long until) {
        bytes = chunk.bytes();
        int at = chunk.from();
        while (at < chunk.to()) {
            Grant here = grantOf(at, first, until);
            if (here != grant) {
                endStretch(at);
                grant = here;
                from = at;
            }
            if (here != FilterSet.NONE) {
                count++;
            }
            at = RecordLayout.next(bytes, at);
        }
        endStretch(at);
        grant = FilterSet.NONE;
    }

    private void endStretch(int to) {
        if (count > 0) {
            Stretch stretch = new Stretch(bytes, from, to, count);
            deliveries.add(new Delivery(Delivery.Kind.LIVE, stretch, grant, 0));
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

    /** QoS 0 messages are not kept for a session that sleeps, unless so configured. */
    private boolean isForgotten(Grant found, int at, long offset) {
        int qos = RecordLayout.flags(bytes, at) & RecordLayout.FLAG_QOS;
        return !queueQos0 && Math.min(qos, found.qosMax()) == 0 && resumption.wasAsleepAt(offset);
    }
}
