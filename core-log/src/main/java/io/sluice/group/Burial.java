package io.sluice.group;

import io.sluice.broker.Ingress;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Settlement;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Takes messages out of one group that nobody is to have any more: those of a queue become dead
 * letters, others are dropped. Until the log has a dead letter, the queue holds the message.
 */
@OwnedBy(Lane.GROUP)
final class Burial {
    private static final long RETRY_MS = 1000;

    private final Group group;
    private final TopicFilter filter;
    private final DeadLetters deadLetters;
    private final Ingress ingress;
    private final ScheduledExecutorService lane;
    private final int deliveriesMax;
    private int messages;
    private long bytes;

    Burial(Group group, TopicFilter filter, GroupHouse house) {
        this.group = group;
        this.filter = filter;
        deadLetters = house.deadLetters();
        ingress = house.ingress();
        lane = house.lane();
        deliveriesMax = house.config().retry().deliveriesMax();
    }

    /** Messages on their way to the dead letters. */
    int messages() {
        return messages;
    }

    /** Bytes of those. */
    long bytes() {
        return bytes;
    }

    /** Buries a message that is not to be tried again, if it is one. */
    boolean isDue(Handed handed) {
        if (handed.refusals() >= Group.DISCARDED) {
            bury(handed, Death.REJECTED);
            return true;
        }
        if (filter.isQueue() && handed.refusals() >= deliveriesMax) {
            bury(handed, Death.MAX_DELIVERIES);
            return true;
        }
        return false;
    }

    /** Nobody has the message, and nobody is to. */
    void bury(Handed handed, Death why) {
        if (deadLetters.areKeptFor(filter)) {
            messages++;
            bytes += handed.bytes();
            tryTo(handed, why);
        } else {
            group.remove(handed);
            deadLetters.dropped(filter, handed.view(), why.dropReason());
        }
    }

    private void tryTo(Handed handed, Death why) {
        Settlement settlement =
                new Settlement(group.ref(), handed.offset(), Settlement.Outcome.ACKNOWLEDGED);
        deadLetters.bury(filter, settlement, handed.view(), why, ingress, new Stored(handed, why));
    }

    /** The dead letter's receipt. */
    private final class Stored implements Receipt {
        private final Handed handed;
        private final Death why;

        Stored(Handed handed, Death why) {
            this.handed = handed;
            this.why = why;
        }

        @Override
        public void stored(long firstOffset) {
            messages--;
            bytes -= handed.bytes();
            group.remove(handed);
            deadLetters.buried();
            group.pump();
        }

        /** The disk is full, say: it is tried again. */
        @Override
        public void refused(Refusal refusal) {
            try {
                var unused = lane.schedule(this::again, RETRY_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopping) {
                return; // the message is still in the queue
            }
        }

        private void again() {
            tryTo(handed, why);
            ingress.flush();
        }
    }
}
