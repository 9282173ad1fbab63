package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.List;
import java.util.Optional;

/**
 * What a client says of the messages that it was sent: at once, or with the transaction that an ACK
 * or NACK takes part in.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Acknowledgements {
    private final StompSession session;
    private final Subscriptions subscriptions;
    private final Transactions transactions;

    Acknowledgements(StompSession session, Subscriptions subscriptions, Transactions transactions) {
        this.session = session;
        this.subscriptions = subscriptions;
        this.transactions = transactions;
    }

    /** An ACK or NACK has come. */
    void take(ClientFrame frame) {
        StompVersion version = session.client().version();
        if (version == StompVersion.V1_0 && frame.command() == StompCommand.NACK) {
            throw StompViolation.of("unknown command", "NACK is no command of version 1.0.");
        }
        Optional<Acknowledgement> about = subscriptions.acknowledged(frame);
        if (frame.headers().contains(HeaderName.TRANSACTION)) {
            Transaction transaction = transactions.of(frame);
            transactions.join(transaction, frame, Transaction.ACKNOWLEDGEMENT_BYTES);
            about.ifPresent(transaction::acknowledges);
        } else {
            about.ifPresent(each -> apply(List.of(each)));
            session.owe(frame).fallDue();
        }
    }

    /** Settles what they are about, and lets the windows open for it. */
    void apply(List<Acknowledgement> acknowledgements) {
        for (Acknowledgement each : acknowledgements) {
            each.apply();
            subscriptions.pump(each.subscription());
        }
    }
}
