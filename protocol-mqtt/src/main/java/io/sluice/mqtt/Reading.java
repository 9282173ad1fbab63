package io.sluice.mqtt;

import io.sluice.broker.Close;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * One subscription that began at a place in the log: at the broker a session of its own, whose feed
 * shares the client's window and socket with the others.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Reading implements Subscriber {
    private enum State {
        OPENING,
        OPEN,
        ENDED
    }

    private final MqttLoop loop;
    private final MqttSession session;
    private final OutboundDeliveries deliveries;
    private final ReplayFilter filter;
    private final DeliveryRights rights;
    private final List<Wish> early = new ArrayList<>();
    private State state = State.OPENING;
    private Origin origin;
    private Receipt onOpen = Receipt.NONE;
    private long expirySeconds;

    /** Terms that the client has asked for, and who wants to know. */
    private record Wish(Subscription terms, Receipt answer) {}

    Reading(
            MqttLoop loop,
            MqttSession session,
            OutboundDeliveries deliveries,
            ReplayFilter filter,
            DeliveryRights rights) {
        this.loop = loop;
        this.session = session;
        this.deliveries = deliveries;
        this.filter = filter;
        this.rights = rights;
    }

    ReplayFilter filter() {
        return filter;
    }

    /** Whether the client may still read this. */
    boolean isAllowed() {
        rights.ask(false);
        return rights.mayRead(filter.inner());
    }

    /** Begins it anew. */
    void begin(SessionRequest request, Subscription terms, Receipt answer) {
        early.add(new Wish(terms, answer));
        loop.ingress().open(request, this);
    }

    /**
     * Goes on with one of an earlier connection.
     *
     * @param answer told when it is open, or that there is none
     */
    void resume(SessionRequest request, Receipt answer) {
        onOpen = answer;
        expirySeconds = request.expirySeconds();
        loop.ingress().open(request, this);
    }

    /** The same subscription under other terms; its place stays. */
    void change(Subscription terms, Receipt answer) {
        if (state == State.OPENING) {
            early.add(new Wish(terms, answer));
        } else {
            loop.ingress().subscribe(origin.feed(), List.of(terms), answer);
        }
    }

    /** The client does not want it any more; what was sent is finished by its session. */
    void unsubscribe() {
        if (state == State.OPEN) {
            deliveries.remove(origin);
            loop.ingress().close(origin.feed(), Inflight.NONE, new Close(false, 0));
        }
        expirySeconds = 0;
        state = State.ENDED;
    }

    /** The connection is gone. */
    void close(long secondsLeft) {
        if (state == State.OPEN) {
            Inflight left = deliveries.window().inflight(origin.feed());
            loop.ingress().close(origin.feed(), left, new Close(false, secondsLeft));
        } else {
            expirySeconds = Math.min(expirySeconds, secondsLeft);
        }
        state = State.ENDED;
    }

    @Override
    public void opened(Feed feed, SessionState was) {
        if (state == State.ENDED) {
            loop.ingress().close(feed, was.inflight(), new Close(false, expirySeconds));
            tell(Refusal.SESSION_GONE);
            return;
        }
        state = State.OPEN;
        origin = new Origin(loop, session, feed, rights);
        deliveries.add(origin, was.inflight());
        early.forEach(wish -> change(wish.terms(), wish.answer()));
        early.clear();
        if (was.subscriptions().isEmpty()) {
            onOpen.refused(Refusal.SESSION_GONE);
        } else {
            onOpen.stored(-1);
        }
        session.wantsTurn();
    }

    @Override
    public void refused(Refusal why) {
        state = State.ENDED;
        tell(why);
    }

    private void tell(Refusal why) {
        early.forEach(wish -> wish.answer().refused(why));
        early.clear();
        onOpen.refused(why);
        session.wantsTurn();
    }

    @Override
    public void deliverable() {
        session.wantsTurn();
    }

    @Override
    public void takenOver() {
        session.takenOver();
    }

    @Override
    public void dismissed(Refusal why) {
        session.dismissed(why);
    }

    @Override
    public void lost(long records) {
        origin.lost(records);
    }

    @Override
    public void gone(Inflight exchanges) {
        deliveries.unfinished().gone(origin, exchanges);
    }

    @Override
    public void skipped(long records) {}

    @Override
    public void reset() {
        origin.reset();
    }

    @Override
    public Inflight inflight() {
        return state == State.OPEN ? deliveries.window().inflight(origin.feed()) : Inflight.NONE;
    }
}
