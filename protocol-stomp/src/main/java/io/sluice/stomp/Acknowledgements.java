package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Settlement;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client says of the messages that it was sent: at once, or with the transaction that an ACK
 * or NACK takes part in. One that wants a receipt is stored first; those of one read leave in one
 * parcel.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Acknowledgements {
    private static final int PARCEL_BYTES_MAX = 64 * 1024;

    private final StompSession session;
    private final Subscriptions subscriptions;
    private final Transactions transactions;
    private final ParcelBuilder gathered = new ParcelBuilder();
    private List<Acknowledgement> waiting = new ArrayList<>();
    private List<ReceiptLedger.Entry> owed = new ArrayList<>();

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
        } else if (frame.header(HeaderName.RECEIPT).isEmpty() || about.isEmpty()) {
            about.ifPresent(each -> apply(List.of(each)));
            session.owe(frame).fallDue();
        } else {
            store(about.get(), frame);
        }
    }

    private void store(Acknowledgement about, ClientFrame frame) {
        List<Settlement> told = new ArrayList<>();
        if (!about.tell(told::add)) {
            throw StompViolation.tooLate(frame.command());
        }
        ReceiptLedger.Entry owes = session.owe(frame);
        if (told.isEmpty()) {
            apply(List.of(about));
            owes.fallDue();
            return;
        }
        told.forEach(gathered::settle);
        about.subscription().hold();
        waiting.add(about);
        owed.add(owes);
        if (gathered.bytes() >= PARCEL_BYTES_MAX) {
            handOver();
        }
    }

    /** Hands over what waits to be stored. The caller flushes the ingress. */
    void handOver() {
        if (!gathered.isEmpty()) {
            Stored receipt = new Stored(waiting, owed);
            waiting = new ArrayList<>();
            owed = new ArrayList<>();
            session.desk().ingress().publish(gathered.take(false, receipt));
        }
    }

    /** Settles what they are about, and lets the windows open for it. */
    void apply(List<Acknowledgement> acknowledgements) {
        for (Acknowledgement each : acknowledgements) {
            each.apply();
            subscriptions.pump(each.subscription());
        }
    }

    /** For those that waited together. */
    private final class Stored implements Receipt {
        private final List<Acknowledgement> said;
        private final List<ReceiptLedger.Entry> entries;

        Stored(List<Acknowledgement> said, List<ReceiptLedger.Entry> entries) {
            this.said = said;
            this.entries = entries;
        }

        @Override
        public void stored(long firstOffset) {
            apply(said);
            release();
            session.done(entries);
        }

        @Override
        public void refused(Refusal why) {
            release();
            session.refused(why, "ACK", entries.get(0));
        }

        private void release() {
            said.forEach(each -> each.subscription().release());
        }
    }
}
