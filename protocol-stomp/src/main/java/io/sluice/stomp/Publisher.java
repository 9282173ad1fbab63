package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes messages of a connection's SEND frames. Those of one read leave in one parcel with one
 * receipt; those of a transaction leave together at its COMMIT.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Publisher {
    private static final int PARCEL_BYTES_MAX = 256 * 1024;

    private final StompSession session;
    private final Desk desk;
    private final SendTargets targets;
    private final MessageHeaders headers;
    private final ParcelBuilder gathered = new ParcelBuilder();
    private List<ReceiptLedger.Entry> owed = new ArrayList<>();
    private int promised;
    private boolean unanswered;

    Publisher(StompSession session) {
        this.session = session;
        desk = session.desk();
        targets = new SendTargets(desk, session.client(), session.destinations());
        headers = new MessageHeaders(session.destinations());
    }

    /** A SEND has come. */
    void take(ClientFrame frame, Transactions transactions) {
        if (frame.headers().contains(HeaderName.TRANSACTION)) {
            send(frame, transactions.of(frame), transactions);
        } else {
            send(frame);
            promise(session.owe(frame));
        }
    }

    /** Takes a message; it leaves with the next {@link #publish}. */
    private void send(ClientFrame frame) {
        if (gathered.bytes() >= PARCEL_BYTES_MAX) {
            publish();
        }
        Topic topic = read(frame);
        int room = add(gathered, topic, frame.content());
        if (headers.dueMs() != MessageHeaders.NEVER) {
            long seconds = MessageHeaders.secondsUntil(headers.dueMs(), desk.clock().millis());
            gathered.expiresAfter(room, topic, seconds);
        }
        promised += headers.flags() & MessageFlags.QOS;
    }

    /** The message that was sent last owes this. */
    private void promise(ReceiptLedger.Entry owes) {
        if (owes == ReceiptLedger.NOTHING) {
            unanswered = true;
        } else {
            owed.add(owes);
        }
    }

    /** Takes a message into a transaction. */
    private void send(ClientFrame frame, Transaction transaction, Transactions transactions) {
        Topic topic = read(frame);
        transactions.join(transaction, frame, recordBytes(topic, frame.content()));
        int room = add(transaction.messages(), topic, frame.content());
        if (headers.dueMs() != MessageHeaders.NEVER) {
            transaction.expires(room, topic, headers.dueMs());
        }
    }

    /** Hands over what was gathered. The caller flushes the ingress. */
    void publish() {
        if (gathered.isEmpty()) {
            return;
        }
        int count = gathered.count();
        desk.traffic().received(1, promised);
        desk.traffic().received(0, count - promised);
        Receipt receipt = promised == 0 ? Receipt.NONE : new ParcelReceipt(owed);
        desk.ingress().publish(gathered.take(false, receipt));
        owed = new ArrayList<>();
        promised = 0;
    }

    /** Hands a transaction over, which is done when all of it is stored. */
    void commit(Transaction transaction, List<ReceiptLedger.Entry> owes) {
        publish();
        CommitReceipt receipt = new CommitReceipt(transaction, owes);
        if (transaction.messages().isEmpty()) {
            session.acknowledged(transaction.acknowledgements());
            session.done(owes);
            return;
        }
        transaction.acknowledgements().forEach(each -> each.subscription().hold());
        transaction.settleExpiry(desk.clock().millis());
        desk.traffic().received(1, transaction.messages().count());
        desk.ingress().publish(transaction.messages().take(true, receipt));
    }

    /** Whether messages have left since the last call of which no receipt will tell. */
    boolean takeUnanswered() {
        boolean was = unanswered;
        unanswered = false;
        return was;
    }

    private Topic read(ClientFrame frame) {
        Topic topic = targets.find(frame.required(HeaderName.DESTINATION));
        headers.read(frame, desk.clock().millis());
        if (recordBytes(topic, frame.content()) > desk.recordBytesMax()) {
            String client = session.client().label();
            desk.traffic().dropped(Drop.published(DropReason.TOO_LARGE, client, topic.name(), 1));
            throw StompViolation.refused(
                    Refusal.TOO_LARGE.text(),
                    "SEND takes more than " + desk.recordBytesMax() + " bytes in the log.");
        }
        return topic;
    }

    private int recordBytes(Topic topic, ByteBuf body) {
        return ParcelBuilder.recordBytes(
                topic, headers.block().readableBytes(), body.readableBytes());
    }

    private int add(ParcelBuilder parcel, Topic topic, ByteBuf body) {
        ByteBuf block = headers.block();
        int blockBytes = block.readableBytes();
        int room = parcel.add(topic, headers.flags(), blockBytes, body.readableBytes());
        block.getBytes(block.readerIndex(), parcel.array(), room, blockBytes);
        int bodyBytes = body.readableBytes();
        body.getBytes(body.readerIndex(), parcel.array(), room + blockBytes, bodyBytes);
        return room;
    }

    /** One for all messages of a parcel. */
    private final class ParcelReceipt implements Receipt {
        private final List<ReceiptLedger.Entry> entries;
        private final long sentNanos = System.nanoTime();

        ParcelReceipt(List<ReceiptLedger.Entry> entries) {
            this.entries = entries;
        }

        @Override
        public void stored(long firstOffset) {
            desk.traffic().publishToAck(System.nanoTime() - sentNanos);
            session.done(entries);
        }

        @Override
        public void refused(Refusal why) {
            session.refused(
                    why, "SEND", entries.isEmpty() ? ReceiptLedger.NOTHING : entries.get(0));
        }
    }

    private final class CommitReceipt implements Receipt {
        private final Transaction transaction;
        private final List<ReceiptLedger.Entry> entries;

        CommitReceipt(Transaction transaction, List<ReceiptLedger.Entry> entries) {
            this.transaction = transaction;
            this.entries = entries;
        }

        @Override
        public void stored(long firstOffset) {
            session.acknowledged(transaction.acknowledgements());
            release();
            session.done(entries);
        }

        @Override
        public void refused(Refusal why) {
            release();
            session.refused(
                    why, "COMMIT", entries.isEmpty() ? ReceiptLedger.NOTHING : entries.get(0));
        }

        private void release() {
            transaction.acknowledgements().forEach(each -> each.subscription().release());
        }
    }
}
