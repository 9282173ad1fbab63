package io.sluice.broker;

import java.util.List;

/** What a protocol has asked of a {@link RecordingIngress}; the test answers it. */
public sealed interface Request {
    /** Where the answer goes; {@link Receipt#NONE} for those that get none. */
    default Receipt receipt() {
        return Receipt.NONE;
    }

    /** A parcel was published. */
    record Publish(Parcel parcel) implements Request {
        @Override
        public Receipt receipt() {
            return parcel.receipt();
        }
    }

    /** A session was asked for. */
    record Open(SessionRequest session, Subscriber subscriber) implements Request {}

    /** Subscriptions were made. */
    record Subscribe(Feed feed, List<Subscription> wanted, Receipt receipt) implements Request {}

    /** Subscriptions were ended. */
    record Unsubscribe(Feed feed, List<TopicFilter> filters, Receipt receipt) implements Request {}

    /** QoS 2 inwards: ids were released. */
    record Released(Feed feed, List<Integer> packetIds, Receipt receipt) implements Request {}

    /** QoS 2 outwards: about to be sent. */
    record Sending(Feed feed, List<Integer> packetIds, List<Long> offsets, Receipt receipt)
            implements Request {}

    /** QoS 2 outwards: PUBREC has come. */
    record Received(Feed feed, List<Integer> packetIds, Receipt receipt) implements Request {}

    /** QoS 2 outwards: PUBCOMP has come. */
    record Completed(Feed feed, List<Integer> packetIds) implements Request {}

    /** A place in the order. */
    record Barrier(Receipt receipt) implements Request {}

    /** A connection has left its session. */
    record Closed(Feed feed, Inflight inflight, Close how) implements Request {}
}
