package io.sluice.stomp;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The subscriptions of one connection, found by id for frames and by number for acknowledgements,
 * and whose turn it is when the socket has room.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Subscriptions {
    private final StompSession session;
    private final Map<String, StompSubscription> byKey = new LinkedHashMap<>();
    private final IntObjectMap<StompSubscription> byNumber = new IntObjectHashMap<>();
    private final Map<StompSubscription, Integer> numbers = new LinkedHashMap<>();
    private final ArrayDeque<StompSubscription> hungry = new ArrayDeque<>();
    private int lastNumber;
    private int opening;
    private boolean feeding;

    Subscriptions(StompSession session) {
        this.session = session;
    }

    void subscribe(ClientFrame frame) {
        SubscribeRequest request = SubscribeRequest.read(frame, session);
        String key = key(request.id(), frame.header(HeaderName.DESTINATION));
        if (request.destination().isTemporary()) {
            endReplies(request.destination());
        }
        if (byKey.containsKey(key)) {
            throw StompViolation.of(
                    "duplicate subscription",
                    "SUBSCRIBE has an id, or in version 1.0 a destination, that is in use.");
        }
        DeliveryRights rights = rightsFor(request, "SUBSCRIBE");
        if (!rights.hold()) {
            throw StompViolation.refused(
                    Refusal.NOT_AUTHORIZED.text(),
                    "SUBSCRIBE: its destination is not allowed to this client.");
        }
        if (!request.where().isOrdinary() && !mayReplay(request.destination())) {
            throw StompViolation.refused(
                    Refusal.NOT_AUTHORIZED.text(),
                    "SUBSCRIBE: reading the past of its destination is not allowed to this"
                            + " client.");
        }
        DurablesInUse durables = session.desk().durables();
        if (request.durable().isPresent() && !durables.take(request.durable(), session)) {
            throw inUse("SUBSCRIBE");
        }
        add(key, request, rights, session.owe(frame));
    }

    /** A SEND wants a reply to a temporary queue: somebody must read it. */
    void expectReplies(String replyTo) {
        Destination queue = session.destinations().ofMessage("SEND: reply-to", replyTo);
        boolean isRead =
                byKey.values().stream()
                        .anyMatch(each -> each.request().destination().equals(queue));
        if (!isRead) {
            int window = session.desk().config().connection().unackedMax();
            SubscribeRequest request = SubscribeRequest.ofReplies(queue, window);
            DeliveryRights rights = rightsFor(request, "SEND");
            add(key(request.id(), ""), request, rights, ReceiptLedger.NOTHING);
        }
    }

    private boolean mayReplay(Destination destination) {
        Client client = session.client();
        Access access =
                session.desk()
                        .authorizer()
                        .decide(
                                client.principal(),
                                client.clientId(),
                                Action.REPLAY,
                                destination.text());
        return access == Access.ALLOWED;
    }

    private DeliveryRights rightsFor(SubscribeRequest request, String command) {
        int max = session.desk().config().connection().subscriptionsMax();
        if (byKey.size() >= max) {
            throw StompViolation.refused(
                    "too many subscriptions",
                    command + " would be more than " + max + " of one connection.");
        }
        Desk desk = session.desk();
        return new DeliveryRights(desk.authorizer(), session.client(), request.destination());
    }

    private void add(
            String key, SubscribeRequest request, DeliveryRights rights, ReceiptLedger.Entry owed) {
        StompSubscription added =
                new StompSubscription(session, ++lastNumber, request, rights, owed);
        byKey.put(key, added);
        byNumber.put(lastNumber, added);
        numbers.put(added, lastNumber);
        opening++;
        added.open();
    }

    /** What was read by itself is now read by a subscription of the client's. */
    private void endReplies(Destination queue) {
        StompSubscription byItself = byKey.get(key(queue.alias(), ""));
        if (byItself != null && byItself.request().destination().equals(queue)) {
            remove(key(queue.alias(), ""), byItself);
            byItself.end();
        }
    }

    private void remove(String key, StompSubscription removed) {
        byKey.remove(key);
        byNumber.remove((int) numbers.remove(removed));
        hungry.remove(removed);
    }

    /** Whether some are asked for and not yet on the ring. */
    boolean areOpening() {
        return opening > 0;
    }

    /** One of them is on the ring, or was not wanted any more. */
    void opened() {
        opening--;
        if (opening == 0) {
            session.subscribed();
        }
    }

    /** Ends one; what is durable is deleted if the frame says that it is. */
    void unsubscribe(ClientFrame frame) {
        Durable durable = Durable.read(frame, session.client());
        String key = keyOf(frame);
        StompSubscription removed = byKey.get(key);
        if (removed == null) {
            if (!durable.isPresent()) {
                throw StompViolation.of(
                        "unknown subscription",
                        "UNSUBSCRIBE names a subscription that is not there.");
            }
            deleteSleeping(durable, frame);
            return;
        }
        boolean deletes = durable.isPresent() && removed.request().durable().isPresent();
        if (deletes && !durable.equals(removed.request().durable())) {
            throw StompViolation.of(
                    "bad subscription name",
                    "UNSUBSCRIBE names another durable subscription than that of its id.");
        }
        remove(key, removed);
        if (deletes) {
            removed.delete(session.owe(frame));
        } else {
            removed.end();
            session.owe(frame).fallDue();
        }
    }

    private String keyOf(ClientFrame frame) {
        boolean byDestination =
                session.client().version() == StompVersion.V1_0
                        && frame.header(HeaderName.ID).isEmpty();
        return byDestination
                ? key("", frame.required(HeaderName.DESTINATION))
                : key(frame.required(HeaderName.ID), "");
    }

    private void deleteSleeping(Durable durable, ClientFrame frame) {
        if (!session.desk().durables().take(durable, session)) {
            throw inUse("UNSUBSCRIBE");
        }
        new DurableEnd(session, durable, session.owe(frame)).begin();
    }

    private static StompViolation inUse(String command) {
        return StompViolation.refused(
                "subscription in use",
                command
                        + " names a durable subscription that is in use; only a client with a"
                        + " client-id of its own can take one over.");
    }

    /**
     * What an ACK or NACK is about; empty if its subscription has ended. The message must have been
     * sent.
     */
    Optional<Acknowledgement> acknowledged(ClientFrame frame) {
        StompVersion version = session.client().version();
        String name = version == StompVersion.V1_2 ? HeaderName.ID : HeaderName.MESSAGE_ID;
        MessageId id =
                MessageId.parse(frame.required(name)).orElseThrow(() -> neverSent(frame, name));
        if (id.subscription() < 1 || id.subscription() > lastNumber) {
            throw neverSent(frame, name);
        }
        String subscription =
                version == StompVersion.V1_1 ? frame.required(HeaderName.SUBSCRIPTION) : "";
        StompSubscription found = byNumber.get(id.subscription());
        if (found == null) {
            return Optional.empty();
        }
        boolean mismatch = !subscription.isEmpty() && !subscription.equals(found.request().id());
        if (mismatch || !found.deliveries().wereSent(id)) {
            throw neverSent(frame, name);
        }
        return Optional.of(new Acknowledgement(found, id.sequence(), Outcome.of(frame)));
    }

    /** Lets this one send what it can, or when its turn comes. */
    void pump(StompSubscription subscription) {
        if (!subscription.isHungry()) {
            subscription.setHungry(true);
            hungry.add(subscription);
        }
        feed();
    }

    /** The socket has room: everybody who waits sends one buffer, then the next, in turn. */
    void feed() {
        if (feeding) {
            return;
        }
        feeding = true;
        long nowMs = session.desk().clock().millis();
        while (!hungry.isEmpty() && session.out().isWritable()) {
            StompSubscription next = hungry.remove();
            next.setHungry(false);
            if (next.pump(nowMs)) {
                next.setHungry(true);
                hungry.add(next);
            }
        }
        feeding = false;
    }

    /** Ends all of them. */
    void end() {
        hungry.clear();
        byKey.values().forEach(StompSubscription::end);
        byKey.clear();
        byNumber.clear();
        numbers.clear();
    }

    private static String key(String id, String destination) {
        return id.isEmpty() ? "destination:" + destination : "id:" + id;
    }

    private static StompViolation neverSent(ClientFrame frame, String name) {
        return StompViolation.of(
                "unknown message",
                frame.command() + ": its " + name + " is of no message that was sent here.");
    }
}
