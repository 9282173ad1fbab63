package io.sluice.stomp;

import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Settlement;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;
import java.util.function.Consumer;

/**
 * One subscription of a connection: a session of its own at the broker, whose feed becomes MESSAGE
 * frames as far as socket and window allow. Ends with its connection.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompSubscription implements Subscriber {
    private static final int RETAINED_IF_NEW = 1;

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
    private final DurableGate gate;

    private State state = State.OPENING;
    private Feed feed = NoFeed.INSTANCE;
    private int holds;
    private boolean deleted;
    private ReceiptLedger.Entry owedForDeletion = ReceiptLedger.NOTHING;
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
        gate = new DurableGate(session, this);
    }

    SubscribeRequest request() {
        return request;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /**
     * Asks the broker for it; the answers come by themselves. Even if it ends before: who was
     * promised a receipt gets it, and what is durable is there for the next time.
     */
    void open() {
        desk.traffic().subscriptions(1);
        hold();
        open(false);
    }

    private void open(boolean cleanStart) {
        Durable durable = request.durable();
        SessionRequest wanted =
                durable.isPresent()
                        ? new SessionRequest(durable.name(), cleanStart, expiry(), Will.NONE)
                        : SessionRequest.volatileOne(durable.name());
        desk.ingress().open(wanted, this);
    }

    /**
     * The same as {@link #end}, and a durable one is no more.
     *
     * @param owes what is due when that is durable
     */
    void delete(ReceiptLedger.Entry owes) {
        deleted = true;
        owedForDeletion = owes;
        end();
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
        desk.durables().release(request.durable(), session);
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

    /** As {@link Deliveries#tell}. */
    boolean tell(long sequence, Outcome outcome, Consumer<Settlement> to) {
        if (state == State.ENDED) {
            // what was kept for it was given back, and may be another's by now
            return !request.durable().isPresent() && !request.destination().filter().isGroup();
        }
        int ownRef = request.durable().isPresent() ? feed.ref() : 0;
        return deliveries.tell(sequence, outcome, ownRef, to);
    }

    /** The client has said something of a message. */
    void settle(long sequence, Outcome outcome) {
        deliveries.settle(sequence, outcome);
    }

    @Override
    public void opened(Feed opened, SessionState was) {
        feed = opened;
        if (isAnother(was)) {
            desk.ingress().close(feed, Inflight.NONE, new Close(false, 0));
            feed = NoFeed.INSTANCE;
            open(true);
            session.flushIngress();
            return;
        }
        if (state == State.OPENING) {
            become(State.SUBSCRIBING);
        }
        if (request.destination().isOnlyIfThere()) {
            desk.ingress().subscribeIfThere(feed, wanted(), new Answer());
        } else {
            desk.ingress().subscribe(feed, List.of(wanted()), new Answer());
        }
        session.opened();
    }

    /** Whether what is durable under this name reads something else: it begins anew then. */
    private boolean isAnother(SessionState was) {
        return was.subscriptions().stream()
                .anyMatch(each -> !each.filter().equals(request.destination().filter()));
    }

    /**
     * Who is durable, acknowledges, or waits for a reply is not moved past what it has not read.
     */
    private Subscription wanted() {
        boolean live =
                request.mode() == AckMode.AUTO
                        && !request.durable().isPresent()
                        && request.where().isOrdinary()
                        && !request.destination().isTemporary();
        return new Subscription(
                request.destination().filter(),
                live ? 0 : 1,
                false,
                false,
                RETAINED_IF_NEW,
                0,
                request.where());
    }

    @Override
    public void refused(Refusal why) {
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
        if (state != State.ENDED) {
            session.refused(why, "The subscription", ReceiptLedger.NOTHING);
        }
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
    public void reset() {
        deliveries.reset();
    }

    @Override
    public int window() {
        return request.window();
    }

    @Override
    public Inflight inflight() {
        boolean kept = request.durable().isPresent() && !request.destination().filter().isGroup();
        return kept ? deliveries.inflight() : Inflight.NONE;
    }

    /** A durable one is kept all that was published meanwhile. */
    @Override
    public boolean keepsQos0() {
        return request.durable().isPresent();
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
        return state == State.LIVE
                && !deliveries.isWindowFull()
                && feed.head() != Delivery.NONE
                && gate.isOpenFor(feed);
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
        boolean kept = request.durable().isPresent() && !deleted;
        desk.ingress().close(closing, inflight(), new Close(false, kept ? expiry() : 0));
        session.doneWhenDurable(owedForDeletion);
        session.flushIngress();
    }

    private long expiry() {
        return desk.config().durableExpiry().toSeconds();
    }

    private void become(State next) {
        assert next.compareTo(state) > 0 : state + " -> " + next;
        state = next;
    }

    /** The broker's answer to the wish. */
    private final class Answer implements Receipt {
        @Override
        public void stored(long firstOffset) {
            session.done(owed);
            if (state == State.SUBSCRIBING) {
                become(State.LIVE);
                session.pump(StompSubscription.this);
            }
            release();
        }

        @Override
        public void refused(Refusal why) {
            session.refused(why, "SUBSCRIBE", owed);
            release();
        }
    }
}
