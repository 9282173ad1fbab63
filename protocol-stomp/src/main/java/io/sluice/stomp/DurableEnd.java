package io.sluice.stomp;

import io.sluice.broker.Close;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Will;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** Deletes a durable subscription that sleeps: UNSUBSCRIBE of one that was not subscribed to. */
@OwnedBy(Lane.EVENT_LOOP)
final class DurableEnd implements Subscriber {
    private final StompSession session;
    private final Durable durable;
    private final ReceiptLedger.Entry owed;

    DurableEnd(StompSession session, Durable durable, ReceiptLedger.Entry owed) {
        this.session = session;
        this.durable = durable;
        this.owed = owed;
    }

    /** Asks the broker for it; the answer comes by itself. */
    void begin() {
        SessionRequest request = new SessionRequest(durable.name(), false, 0, Will.NONE);
        session.desk().ingress().open(request, this);
    }

    @Override
    public void opened(Feed feed, SessionState was) {
        session.desk().ingress().close(feed, Inflight.NONE, new Close(false, 0));
        session.desk().durables().release(durable, session);
        if (was.present()) {
            session.doneWhenDurable(owed);
        } else {
            session.fail(
                    new StompError(
                            CloseReason.VIOLATION,
                            "unknown subscription",
                            "UNSUBSCRIBE names a durable subscription that is not there."),
                    owed);
        }
        session.flushIngress();
    }

    @Override
    public void refused(Refusal why) {
        session.desk().durables().release(durable, session);
        session.refused(why, "UNSUBSCRIBE", owed);
    }

    @Override
    public void deliverable() {
        // nobody reads it any more
    }

    @Override
    public void takenOver() {
        // it is closed already, or will be as soon as it is open
    }

    @Override
    public void dismissed(Refusal why) {
        // as above
    }

    @Override
    public void lost(long records) {
        // nobody misses them
    }

    @Override
    public void skipped(long records) {
        // nobody misses them
    }

    @Override
    public Inflight inflight() {
        return Inflight.NONE;
    }
}
