package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;

/**
 * What a client that was let in asks for: which of its frames does what, and all that lives no
 * longer than its connection.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Conversation {
    private final StompSession session;
    private final ReceiptLedger receipts;
    private final Subscriptions subscriptions;
    private final Transactions transactions;
    private final Acknowledgements acknowledgements;
    private final Publisher publisher;
    private ClientFrame held = ClientFrame.NONE;

    Conversation(StompSession session, ReceiptLedger receipts) {
        this.session = session;
        this.receipts = receipts;
        subscriptions = new Subscriptions(session);
        transactions = new Transactions(session.desk().config().transactions());
        acknowledgements = new Acknowledgements(session, subscriptions, transactions);
        publisher = new Publisher(session);
    }

    /** A frame has come. */
    void take(ClientFrame frame) {
        requireRepeatableReceipt(frame);
        if (frame.command() == StompCommand.SEND
                && Dialect.TEMPORARY.isOf(frame.header(HeaderName.REPLY_TO))) {
            subscriptions.expectReplies(frame.header(HeaderName.REPLY_TO));
        }
        if (subscriptions.areOpening() && comesBehindSubscriptions(frame)) {
            // a subscription gets all that is sent behind it, by anybody: first it must be on the
            // ring
            held = frame.kept();
            session.out().pause(StompOutbound.Pause.SUBSCRIBING);
            return;
        }
        switch (frame.command()) {
            case SEND -> publisher.take(frame, transactions);
            case SUBSCRIBE -> subscriptions.subscribe(frame);
            case UNSUBSCRIBE -> subscriptions.unsubscribe(frame);
            case ACK, NACK -> acknowledgements.take(frame);
            case BEGIN -> {
                transactions.begin(frame);
                session.owe(frame).fallDue();
            }
            case COMMIT -> commit(frame);
            case ABORT ->
                    transactions
                            .close(frame)
                            .owe(receipts, frame)
                            .forEach(ReceiptLedger.Entry::fallDue);
            case DISCONNECT -> session.onDisconnect(frame);
            default ->
                    throw StompViolation.of(
                            "already connected", frame.command() + " came a second time.");
        }
    }

    private void requireRepeatableReceipt(ClientFrame frame) {
        if (!session.client().version().canSay(frame.header(HeaderName.RECEIPT))) {
            throw StompViolation.of(
                    "bad receipt",
                    frame.command() + " has a receipt with a letter that RECEIPT cannot repeat.");
        }
    }

    private static boolean comesBehindSubscriptions(ClientFrame frame) {
        return switch (frame.command()) {
            case SEND, COMMIT, DISCONNECT -> true;
            default -> false;
        };
    }

    private void commit(ClientFrame frame) {
        Transaction transaction = transactions.close(frame);
        if (!transaction.settle()) {
            throw StompViolation.tooLate(frame.command());
        }
        publisher.commit(transaction, transaction.owe(receipts, frame));
    }

    /** Hands over what was gathered. The caller flushes the ingress. */
    void handOver() {
        publisher.publish();
        acknowledgements.handOver();
    }

    /** Settles what was acknowledged in a transaction that is stored. */
    void acknowledged(List<Acknowledgement> inside) {
        acknowledgements.apply(inside);
    }

    /** Lets a subscription send what it can. The caller flushes the socket. */
    void pump(StompSubscription subscription) {
        subscriptions.pump(subscription);
    }

    /** The socket has room: lets all subscriptions send what they can. */
    void feed() {
        subscriptions.feed();
    }

    /** A subscription that was asked for is on its way to the ring. */
    void opened() {
        subscriptions.opened();
    }

    /** All subscriptions that were asked for are: what came behind them is looked at. */
    void subscribed() {
        if (held.command() != StompCommand.UNKNOWN) {
            ClientFrame next = held;
            held = ClientFrame.NONE;
            session.onFrame(next);
            session.readComplete();
            session.out().resume(StompOutbound.Pause.SUBSCRIBING);
        }
    }

    /** Ends all of it. The caller flushes the ingress. */
    void end() {
        handOver();
        subscriptions.end();
        transactions.abort();
    }
}
