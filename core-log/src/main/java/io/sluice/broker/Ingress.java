package io.sluice.broker;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;
import java.util.Optional;

/**
 * The way in for all connections of one event loop. What is handed over here is gathered and put on
 * the ring by {@link #flush} in one claim, in this order; it is appended, routed and answered in
 * the same order. Nothing here blocks: when the ring is full, {@code flush} says so, keeps what it
 * has, and the caller stops reading its socket until it is called back.
 */
@OwnedBy(Lane.EVENT_LOOP)
public interface Ingress {
    /** The topic of this name, which must be a valid one; empty if the broker knows too many. */
    Optional<Topic> topic(byte[] utf8, int from, int length);

    /** Stores and routes the parcel's messages. */
    void publish(Parcel parcel);

    /**
     * The same, if all these queues are there at its slot; if not, nothing of it is stored, and it
     * is refused with {@link Refusal#QUEUE_UNKNOWN}.
     */
    void publishIf(List<Topic> queues, Parcel parcel);

    /** Opens a session; the answer comes through the subscriber. */
    void open(SessionRequest request, Subscriber subscriber);

    /**
     * Adds or replaces subscriptions. What was published before its slot does not match, what comes
     * after does. Retained messages follow through the feed, perhaps before the receipt.
     *
     * <p>A subscription whose {@link Subscription#where} is not {@link Where#NEXT} is a reading of
     * its own: it begins at that place in the log and goes over to what is published now without a
     * gap or a double, without retained messages, and its deliveries {@link
     * Delivery#carriesOffset}. It needs a feed, hence a session, to itself: whoever wants it beside
     * others gets {@link Refusal#SUBSCRIPTIONS_FULL}. The same subscription again in a living
     * session changes its terms and leaves its reading where it is.
     */
    void subscribe(Feed feed, List<Subscription> wanted, Receipt receipt);

    /**
     * Subscribes to a queue, if it is there at this slot; if not, it is not made, and this is
     * refused with {@link Refusal#QUEUE_UNKNOWN}.
     */
    void subscribeIfThere(Feed feed, Subscription queue, Receipt receipt);

    void unsubscribe(Feed feed, List<TopicFilter> filters, Receipt receipt);

    /** QoS 2 inwards: these packet ids are free again. */
    void released(Feed feed, int[] packetIds, Receipt receipt);

    /**
     * QoS 2 outwards: remembers what is about to be sent. Send when the receipt comes. A volatile
     * session's is remembered nowhere, but the receipt still waits until those records are durable.
     */
    void sending(Feed feed, int[] packetIds, long[] offsets, Receipt receipt);

    /**
     * The same for messages of which some are a group's: with this they are the session's, and no
     * other member gets them any more, whatever happens. Tell the group by its {@link Share} when
     * the receipt comes.
     *
     * @param taken those of groups
     */
    default void sending(
            Feed feed, int[] packetIds, long[] offsets, List<Settlement> taken, Receipt receipt) {
        sending(feed, packetIds, offsets, receipt);
    }

    /** QoS 2 outwards: PUBREC has come for these; answer when the receipt comes. */
    void received(Feed feed, int[] packetIds, Receipt receipt);

    /** QoS 2 outwards: PUBCOMP has come for these. */
    void completed(Feed feed, int[] packetIds);

    /** Does nothing; its receipt comes when all records before it are durable. */
    void barrier(Receipt receipt);

    /** The connection has ended. Nothing may be asked of the feed afterwards. */
    void close(Feed feed, Inflight inflight, Close how);

    /**
     * Puts what was gathered on the ring.
     *
     * @return false if some of it had to stay behind: stop reading until {@link #whenRoom} calls
     */
    boolean flush();

    /** Whether nothing is waiting for room. */
    boolean hasRoom();

    /** Calls back once, on this loop, when nothing waits any more. */
    void whenRoom(Runnable resume);
}
