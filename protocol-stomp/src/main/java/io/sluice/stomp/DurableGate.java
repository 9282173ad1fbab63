package io.sluice.stomp;

import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Holds back what carries its offset until it is durable: nobody may know an offset that a power
 * cut takes back.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class DurableGate {
    private final StompSession session;
    private final StompSubscription subscription;
    private boolean asked;
    private long durableEnd;

    DurableGate(StompSession session, StompSubscription subscription) {
        this.session = session;
        this.subscription = subscription;
    }

    /**
     * Whether what is at the head of the feed may be sent. If not, the subscription is pumped when
     * it may.
     */
    boolean isOpenFor(Feed feed) {
        Delivery head = feed.head();
        long end = Math.max(feed.durableEnd(), durableEnd);
        if (!head.carriesOffset() || head.lastOffset() < end) {
            return true;
        }
        if (!asked) {
            asked = true;
            session.desk().ingress().barrier(new Durability(head.lastOffset() + 1));
            session.flushIngress();
        }
        return false;
    }

    /** All below {@code end} is durable. */
    private final class Durability implements Receipt {
        private final long end;

        Durability(long end) {
            this.end = end;
        }

        @Override
        public void stored(long firstOffset) {
            asked = false;
            durableEnd = end;
            session.pump(subscription);
        }

        @Override
        public void refused(Refusal why) {
            session.refused(why, "The subscription", ReceiptLedger.NOTHING);
        }
    }
}
