package io.sluice.mqtt;

import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.MessageView;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.Annotations;

/**
 * Where deliveries to one client come from: the session's own feed, or that of a reading. Knows
 * what the next message must tell besides itself, and when what carries an offset may leave.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Origin {
    private static final String OFFSET = "x-stream-offset";
    private static final String TIMESTAMP = "timestamp";
    private static final String GAP = "x-gap";
    private static final String RESET = "x-reset";

    private final MqttLoop loop;
    private final MqttSession session;
    private final Feed feed;
    private final DeliveryRights rights;
    private long gap;
    private boolean isReset;
    private boolean asksDurable;
    private long durableEnd;

    Origin(MqttLoop loop, MqttSession session, Feed feed, DeliveryRights rights) {
        this.loop = loop;
        this.session = session;
        this.feed = feed;
        this.rights = rights;
    }

    Feed feed() {
        return feed;
    }

    DeliveryRights rights() {
        return rights;
    }

    /** Records were lost before they were sent; the next message tells. */
    void lost(long records) {
        gap += records;
    }

    /** It begins with what comes next, not where it was to; the next message tells. */
    void reset() {
        isReset = true;
    }

    /**
     * Whether this may be sent: nobody may know an offset that a power cut takes back. If not, the
     * session gets a turn when it may.
     */
    boolean isReady(Delivery head) {
        if (!head.carriesOffset() || head.lastOffset() < Math.max(feed.durableEnd(), durableEnd)) {
            return true;
        }
        if (!asksDurable) {
            asksDurable = true;
            loop.ingress().barrier(new Durable(head.lastOffset() + 1));
            session.wantsTurn();
        }
        return false;
    }

    /** Whether messages of this delivery have nothing to tell besides themselves. */
    boolean isPlain(Delivery delivery) {
        return gap == 0 && !isReset && !delivery.carriesOffset();
    }

    /** What this message has to tell besides itself. */
    void annotate(Annotations annotations, Delivery delivery, MessageView message) {
        if (delivery.carriesOffset()) {
            annotations.add(OFFSET, message.offset());
            annotations.add(TIMESTAMP, message.storeTimeMs());
        }
        if (gap > 0) {
            annotations.add(GAP, gap);
        }
        if (isReset) {
            annotations.add(RESET, "true");
        }
    }

    /** The message was written, and what it had to tell with it. */
    void told() {
        gap = 0;
        isReset = false;
    }

    /** All below {@code end} is durable. */
    private final class Durable implements Receipt {
        private final long end;

        Durable(long end) {
            this.end = end;
        }

        @Override
        public void stored(long firstOffset) {
            asksDurable = false;
            durableEnd = end;
            session.wantsTurn();
        }

        @Override
        public void refused(Refusal why) {
            session.end(Ending.told(Refusals.ofConnection(why), why.text()));
        }
    }
}
