package io.sluice.pipeline;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.MessageView;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.subscription.Match;
import io.sluice.subscription.State;
import io.sluice.subscription.SubscriptionIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out for whom a message is, and gathers what each event loop is to be handed at the end of
 * the batch.
 *
 * <p>Neighbouring records that the same subscribers get on the same terms make one {@link Stretch},
 * whatever their topics: so the cost per subscriber is that of a stretch, not of a message.
 */
@OwnedBy(Lane.LOG)
final class Router {
    private final SubscriptionIndex<Outbox> index;
    private final Match<Outbox> nobody = Match.nobody();
    private final List<LoopIngress> touched = new ArrayList<>();
    private final PipelineMetrics metrics;
    private volatile long routedEnd;

    Router(SubscriptionIndex<Outbox> index, long endOffset, PipelineMetrics metrics) {
        this.metrics = metrics;
        this.index = index;
        this.routedEnd = endOffset;
    }

    SubscriptionIndex<Outbox> index() {
        return index;
    }

    /** All below this offset has been handed to the loops. Any lane may ask. */
    long routedEnd() {
        return routedEnd;
    }

    /** Routes messages that were just appended, from the record at {@code first} on. */
    void route(byte[] records, int first, State state) {
        Match<Outbox> match = null;
        int from = first;
        int count = 0;
        for (int at = first; at < records.length; at = RecordLayout.next(records, at)) {
            int flags = RecordLayout.flags(records, at);
            boolean isMessage = isMessage(records, at);
            if (RecordLayout.mayChangeState(records, at)) {
                state.apply(records, at);
            }
            boolean isNow = isMessage && (flags & RecordLayout.FLAG_DELAYED) == 0;
            Match<Outbox> here = isNow ? match(records, at) : nobody;
            if (here != match && count > 0) {
                feed(match, records, from, at, count);
                from = at;
                count = 0;
            }
            match = here;
            count++;
        }
        feed(match, records, from, records.length, count);
    }

    /** Whether it is a message, and not what a member says of one. */
    static boolean isMessage(byte[] records, int at) {
        return RecordLayout.type(records, at) == RecordType.PUBLISH;
    }

    /** Routes messages that are not in the log. */
    void routeTransient(byte[] records) {
        int next;
        for (int at = 0; at < records.length; at = next) {
            next = RecordLayout.next(records, at);
            Match<Outbox> match = match(records, at);
            Stretch stretch = new Stretch(records, at, next, 1);
            for (int i = 0; i < match.count(); i++) {
                match.subscriber(i).feedTransient(stretch, match.grant(i));
            }
        }
    }

    /** Whether a group gets this message. */
    boolean isForGroup(byte[] records, int at) {
        Match<Outbox> match = match(records, at);
        for (int i = 0; i < match.count(); i++) {
            if (match.subscriber(i).isGroup()) {
                return true;
            }
        }
        return false;
    }

    /** A message that is not in the log found somebody who could not take it now. */
    void missed(String client, Stretch stretch) {
        MessageView message = new MessageView().on(stretch.bytes(), stretch.from());
        metrics.transientMissed(Drop.delivery(DropReason.NOT_LIVE, client, message));
    }

    private Match<Outbox> match(byte[] records, int at) {
        return index.match(
                RecordLayout.topicId(records, at),
                records,
                RecordLayout.topicAt(at),
                RecordLayout.topicBytes(records, at));
    }

    private void feed(Match<Outbox> match, byte[] records, int from, int to, int count) {
        int subscribers = match.count();
        if (subscribers == 0) {
            return;
        }
        long firstOffset = RecordLayout.offset(records, from);
        Stretch stretch = new Stretch(records, from, to, count);
        for (int i = 0; i < subscribers; i++) {
            match.subscriber(i).feedLive(stretch, firstOffset, match.grant(i));
        }
    }

    /** The loop has something to be handed over. */
    void touch(LoopIngress ingress) {
        touched.add(ingress);
    }

    /** One task for each loop that gets something. */
    void handOver(long endOffset) {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).deliveries().send();
        }
        touched.clear();
        routedEnd = endOffset;
    }
}
