package io.sluice.stomp;

import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;

/**
 * One subscription of a connection: a session of its own at the broker, whose feed becomes MESSAGE
 * frames as far as socket and window allow. Ends with its connection.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompSubscription implements Subscriber {
    private enum State {
        OPENING,
        SUBSCRIBING,
        LIVE,
        ENDED
    }

    private final StompSession session;
    private final Desk desk;
    private final SubscribeRequest request;
    private final ReceiptLedger.Entry owed;
    private final DeliveryRights rights;
    private final Deliveries deliveries;

    private State state = State.OPENING;
    private Feed feed = NoFeed.INSTANCE;
    private int holds;
    private boolean hungry;

    StompSubscription(
            StompSession session,
            int number,
            SubscribeRequest request,
            DeliveryRights rights,
            ReceiptLedger.Entry owed) {
        this.session = session;
        this.desk = session.desk();
        this.request = request;
        this.rights = rights;
        this.owed = owed;
        deliveries = new Deliveries(session, number, request, rights);
    }

    SubscribeRequest request() {
        return request;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** Asks the broker for it; the answers come by themselves. */
    void open() {
        desk.traffic().subscriptions(1);
        SessionName nobody = SessionName.anonymous("stomp");
        desk.ingress().open(SessionRequest.volatileOne(nobody), this);
    }

    /**
     * Nothing more is sent. The caller flushes the ingress. What is on its way to be settled still
     * is: the feed is closed behind it.
     */
    void end() {
        if (state == State.ENDED) {
            return;
        }
        become(State.ENDED);
        desk.traffic().subscriptions(-1);
        closeUnlessHeld();
    }

    /** A transaction that is on its way to the log settles messages of this subscription. */
    void hold() {
        holds++;
    }

    /** It has come there, or never will. */
    void release() {
        holds--;
        if (state == State.ENDED) {
            closeUnlessHeld();
        }
    }

    /** The client has said something of a message. */
    void settle(long sequence, Outcome outcome) {
        deliveries.settle(sequence, outcome);
    }

    @Override
    public void opened(Feed opened, SessionState was) {
        feed = opened;
        if (state == State.ENDED) {
            closeUnlessHeld();
        } else {
            become(State.SUBSCRIBING);
            // a reader that acknowledges is not moved past what it has not read
            int qos = request.mode() == AckMode.AUTO ? 0 : 1;
            Subscription wanted = Subscription.of(request.destination().filter(), qos);
            desk.ingress().subscribe(feed, List.of(wanted), new Answer());
        }
        session.opened();
    }

    @Override
    public void refused(Refusal why) {
        if (state == State.ENDED) {
            return;
        }
        session.refused(why, "SUBSCRIBE", owed);
    }

    @Override
    public void deliverable() {
        session.pump(this);
    }

    @Override
    public void takenOver() {
        dismissed(Refusal.SESSION_GONE);
    }

    @Override
    public void dismissed(Refusal why) {
        session.refused(why, "The subscription", ReceiptLedger.NOTHING);
    }

    @Override
    public void lost(long records) {
        deliveries.lost(records);
    }

    @Override
    public void skipped(long records) {
        deliveries.skipped(records);
    }

    @Override
    public int window() {
        return request.window();
    }

    @Override
    public Inflight inflight() {
        return Inflight.NONE;
    }

    /** Whether it waits for its turn to {@link #pump}. */
    boolean isHungry() {
        return hungry;
    }

    void setHungry(boolean waits) {
        hungry = waits;
    }

    /**
     * Sends one buffer of messages, as many as there are and as window and socket allow.
     *
     * @return whether there is more that only waits for the socket
     */
    boolean pump(long nowMs) {
        if (!canSend()) {
            return false;
        }
        if (!rights.hold()) {
            session.refused(Refusal.NOT_AUTHORIZED, "The subscription", ReceiptLedger.NOTHING);
            return false;
        }
        if (session.out().isWritable()) {
            feed.consume(deliveries.send(feed.head(), nowMs));
        }
        return canSend();
    }

    private boolean canSend() {
        return state == State.LIVE && !deliveries.isWindowFull() && feed.head() != Delivery.NONE;
    }

    private void closeUnlessHeld() {
        if (holds == 0 && feed != NoFeed.INSTANCE) {
            Feed closing = feed;
            feed = NoFeed.INSTANCE;
            if (request.destination().filter().isGroup()) {
                // behind what was said to the group, which is told by a task of this loop
                session.later(() -> close(closing));
            } else {
                close(closing);
            }
        }
    }

    private void close(Feed closing) {
        desk.ingress().close(closing, Inflight.NONE, new Close(false, 0));
        session.flushIngress();
    }

    private void become(State next) {
        assert next.compareTo(state) > 0 : state + " -> " + next;
        state = next;
    }

    /** The broker's answer to the wish. */
    private final class Answer implements Receipt {
        @Override
        public void stored(long firstOffset) {
            if (state == State.SUBSCRIBING) {
                become(State.LIVE);
                session.done(owed);
                session.pump(StompSubscription.this);
            }
        }

        @Override
        public void refused(Refusal why) {
            if (state != State.ENDED) {
                session.refused(why, "SUBSCRIBE", owed);
            }
        }
    }
}
