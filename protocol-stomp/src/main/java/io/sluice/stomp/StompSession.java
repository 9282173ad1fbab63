package io.sluice.stomp;

import io.sluice.broker.Refusal;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * One client's conversation. Knows the frames and their rules; knows no socket.
 *
 * <p>Receipts and an ERROR leave in the order of the frames that they answer, so an ERROR waits
 * behind the receipts still due; nothing that comes after the frame at fault is looked at.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompSession {
    enum State {
        AWAITING_CONNECT,
        AUTHENTICATING,
        CONNECTED,
        CLOSING,
        CLOSED
    }

    private final Desk desk;
    private final Door door;
    private final StompOutbound out;
    private final ReceiptLedger receipts;
    private final Destinations destinations;
    private final Conversation conversation;
    private final RingRoom room;
    private final LastWords lastWords = new LastWords();

    private State state = State.AWAITING_CONNECT;
    private Client client = Client.NONE;
    private boolean brokerRefused;

    StompSession(Desk desk, Door door, StompOutbound out) {
        this.desk = desk;
        this.door = door;
        this.out = out;
        receipts = new ReceiptLedger(desk.config().connection().receiptsMax());
        room = new RingRoom(desk, out);
        int queuesMax = desk.config().connection().subscriptionsMax();
        destinations = new Destinations(desk.dottedTopics(), new ReplyQueues(queuesMax));
        conversation = new Conversation(this, receipts);
    }

    Desk desk() {
        return desk;
    }

    Client client() {
        return client;
    }

    Destinations destinations() {
        return destinations;
    }

    StompOutbound out() {
        return out;
    }

    State state() {
        return state;
    }

    /** Whether frames are looked at, now or later. */
    boolean isOpen() {
        return state.compareTo(State.CLOSING) < 0;
    }

    /** A frame has come. What is wrong with it is answered, not thrown. */
    void onFrame(ClientFrame frame) {
        try {
            switch (state) {
                case AWAITING_CONNECT -> onFirst(frame);
                case AUTHENTICATING -> throw new IllegalStateException("a frame during the login");
                case CONNECTED -> onLater(frame);
                case CLOSING, CLOSED -> {} // it was on its way when we closed
            }
        } catch (StompViolation violation) {
            fail(violation.error().about(frame.header(HeaderName.RECEIPT)));
        }
    }

    /** Somebody has said who the client is. */
    void loggedIn(Client accepted) {
        client = accepted;
        become(State.CONNECTED);
    }

    /** The client has asked to be let go. */
    void onDisconnect(ClientFrame frame) {
        ReceiptLedger.Entry owed = owe(frame);
        leave();
        become(State.CLOSING);
        out.closing();
        if (owed != ReceiptLedger.NOTHING && receipts.hasUnanswered()) {
            doneWhenDurable(owed);
        } else {
            done(owed);
        }
    }

    /** Notes the receipt that a frame asks for, once nothing can be wrong with the frame. */
    ReceiptLedger.Entry owe(ClientFrame frame) {
        return receipts.owe(frame.header(HeaderName.RECEIPT));
    }

    /** All frames of one read have come. */
    void readComplete() {
        conversation.handOver();
        flushIngress();
        settle();
    }

    /** The client has taken what was sent: more can be. */
    void writable() {
        settle();
        conversation.feed();
        out.flush();
    }

    /** The socket is gone. */
    void connectionLost() {
        if (isOpen()) {
            leave();
        }
        state = State.CLOSED;
    }

    /** Nothing more will come: what was asked is answered, then the connection ends. */
    void saidAll() {
        if (isOpen()) {
            lastWords.become(new StompError(CloseReason.CLIENT_GONE, "", ""));
            leave();
            become(State.CLOSING);
            out.closing();
            settle();
        }
    }

    /** Answers with ERROR, behind the receipts still due, and ends the connection. */
    void fail(StompError error) {
        if (!isOpen()) {
            return;
        }
        if (error.reason() == CloseReason.VIOLATION) {
            desk.traffic().protocolError();
        }
        if (state != State.CONNECTED) {
            desk.traffic().connectFailed(error.reason().label());
        }
        lastWords.become(error);
        leave();
        become(State.CLOSING);
        out.closing();
        settle();
    }

    /** The same, for a frame whose receipt will not come: nothing behind it is answered. */
    void fail(StompError error, ReceiptLedger.Entry owed) {
        receipts.forgetFrom(owed);
        fail(error.about(owed.receiptId()));
    }

    /** The broker will not: the frame that owed this, and all behind it, stay unanswered. */
    void refused(Refusal why, String what, ReceiptLedger.Entry owed) {
        if (brokerRefused || state == State.CLOSED) {
            return;
        }
        brokerRefused = true;
        receipts.forgetFrom(owed);
        CloseReason reason =
                why == Refusal.SHUTTING_DOWN ? CloseReason.SHUTDOWN : CloseReason.REFUSED;
        String sentence = what + " was refused: " + why.text() + ".";
        StompError error = new StompError(reason, why.text(), sentence, owed.receiptId());
        if (isOpen()) {
            fail(error);
        } else {
            // an earlier frame than the one that we close for, or a DISCONNECT that cannot hold
            lastWords.become(error);
            settle();
        }
    }

    /** The frame is done that owed this. */
    void done(ReceiptLedger.Entry owed) {
        owed.fallDue();
        settle();
    }

    void done(List<ReceiptLedger.Entry> owed) {
        owed.forEach(ReceiptLedger.Entry::fallDue);
        settle();
    }

    /** The frame is done that owed this, once all that was handed over before is stored. */
    void doneWhenDurable(ReceiptLedger.Entry owed) {
        if (owed == ReceiptLedger.NOTHING) {
            return;
        }
        later(
                () -> {
                    desk.ingress().barrier(new BarrierReceipt(this, owed));
                    flushIngress();
                });
    }

    /** Settles what was acknowledged in a transaction that is stored. */
    void acknowledged(List<Acknowledgement> inside) {
        conversation.acknowledged(inside);
    }

    /** Lets a subscription send what it can. */
    void pump(StompSubscription subscription) {
        conversation.pump(subscription);
        out.flush();
    }

    /** A subscription that was asked for is on its way to the ring. */
    void opened() {
        conversation.opened();
        flushIngress();
    }

    /** All subscriptions that were asked for are. */
    void subscribed() {
        conversation.subscribed();
    }

    /** Does this when all that the loop has been told before is done. */
    void later(Runnable task) {
        try {
            desk.loop().execute(task);
        } catch (RejectedExecutionException stopping) {
            task.run();
        }
    }

    /** Hands what was asked of the broker over to it. */
    void flushIngress() {
        room.flush();
    }

    /** Whether the ring has room for what may be read now; if not, reads on when it has. */
    boolean hasRoom() {
        return room.isThere();
    }

    private void onFirst(ClientFrame frame) {
        switch (frame.command()) {
            case CONNECT, STOMP -> {
                Login login = Login.read(frame, door, desk.config().heartBeat());
                become(State.AUTHENTICATING);
                new Entrance(this).ask(login);
            }
            default ->
                    throw StompViolation.of(
                            "not connected", frame.command() + " came before CONNECT.");
        }
    }

    private void onLater(ClientFrame frame) {
        conversation.take(frame);
        if (receipts.isFull()) {
            out.pause(StompOutbound.Pause.RECEIPTS);
        }
    }

    /** Ends all that lives no longer than the connection. */
    private void leave() {
        conversation.end();
        flushIngress();
    }

    /** Writes the receipts that are due; behind the last of a closing session, its last words. */
    private void settle() {
        if (state == State.CLOSED) {
            return;
        }
        if (!isOpen() || out.isWritable()) {
            receipts.write(client.version(), out);
        }
        if (state == State.CLOSING && receipts.isEmpty()) {
            become(State.CLOSED);
            lastWords.say(client, out);
            out.flush();
            out.close(lastWords.reason());
            return;
        }
        out.flush();
        if (!receipts.isFull()) {
            out.resume(StompOutbound.Pause.RECEIPTS);
        }
    }

    private void become(State next) {
        assert next.compareTo(state) > 0 : state + " -> " + next;
        state = next;
    }
}
