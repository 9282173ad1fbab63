package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.Parcel;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes messages of a connection's SEND frames. Those of one read leave in one parcel with one
 * receipt; those of a transaction leave together at its COMMIT.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Publisher {
    private static final int PARCEL_BYTES_MAX = 256 * 1024;
    private static final int NO_PACKET_ID = 0;

    private final StompSession session;
    private final Desk desk;
    private final SendTargets targets;
    private final MessageHeaders headers;
    private final ParcelBuilder gathered = new ParcelBuilder();
    private List<ReceiptLedger.Entry> owed = new ArrayList<>();
    private int promised;
    private boolean isTold;
    private int ref;

    Publisher(StompSession session) {
        this.session = session;
        desk = session.desk();
        targets = new SendTargets(session);
        headers = new MessageHeaders(session.destinations());
    }

    /** A SEND has come. */
    void take(ClientFrame frame, Transactions transactions) {
        if (frame.headers().contains(HeaderName.TRANSACTION)) {
            send(frame, transactions.of(frame), transactions);
        } else {
            send(frame);
        }
    }

    /** Takes a message; it leaves with the next {@link #publish}. */
    private void send(ClientFrame frame) {
        SendTarget target = read(frame);
        if (gathered.bytes() >= PARCEL_BYTES_MAX || target.onlyIfThere()) {
            publish();
        }
        int room = add(gathered, target, frame.content());
        if (headers.dueMs() != MessageHeaders.NEVER) {
            long seconds = MessageHeaders.secondsUntil(headers.dueMs(), desk.clock().millis());
            gathered.expiresAfter(room, target.topic(), seconds);
        }
        promised += qos(target);
        isTold |= qos(target) > 0;
        promise(session.owe(frame));
        if (target.onlyIfThere()) {
            // by itself: who sends to a queue that is there need not go down with who does not
            publish(List.of(target.topic()));
        }
    }

    /** What the message that was read last is towards MQTT. */
    private int qos(SendTarget target) {
        return Math.max(target.qosMin(), headers.flags() & MessageFlags.QOS);
    }

    /** The message that was sent last owes this. */
    private void promise(ReceiptLedger.Entry owes) {
        owed.add(owes);
        isTold |= owes != ReceiptLedger.NOTHING;
    }

    /** Takes a message into a transaction. */
    private void send(ClientFrame frame, Transaction transaction, Transactions transactions) {
        SendTarget target = read(frame);
        transactions.join(transaction, frame, recordBytes(target, frame.content()));
        int room = add(transaction.messages(), target, frame.content());
        transaction.sends(target, qos(target));
        if (headers.dueMs() != MessageHeaders.NEVER) {
            transaction.expires(room, target.topic(), headers.dueMs());
        }
    }

    /** Hands over what was gathered. The caller flushes the ingress. */
    void publish() {
        if (!gathered.isEmpty()) {
            publish(List.of());
        }
    }

    private void publish(List<Topic> queues) {
        int count = gathered.count();
        desk.traffic().received(1, promised);
        desk.traffic().received(0, count - promised);
        Receipt receipt = isTold ? new ParcelReceipt(owed) : Receipt.NONE;
        handOver(queues, gathered.take(false, receipt));
        owed = new ArrayList<>();
        promised = 0;
        isTold = false;
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
        int promisedInside = transaction.promised();
        desk.traffic().received(1, promisedInside);
        desk.traffic().received(0, transaction.messages().count() - promisedInside);
        handOver(transaction.queues(), transaction.messages().take(true, receipt));
    }

    /**
     * @param queues that must be there already
     */
    private void handOver(List<Topic> queues, Parcel parcel) {
        if (queues.isEmpty()) {
            desk.ingress().publish(parcel);
        } else {
            desk.ingress().publishIf(queues, parcel);
        }
    }

    private SendTarget read(ClientFrame frame) {
        SendTarget target = targets.find(frame.required(HeaderName.DESTINATION));
        headers.read(frame, desk.clock().millis());
        if (recordBytes(target, frame.content()) > desk.recordBytesMax()) {
            String client = session.client().label();
            String topic = target.topic().name();
            desk.traffic().dropped(Drop.published(DropReason.TOO_LARGE, client, topic, 1));
            throw StompViolation.refused(
                    Refusal.TOO_LARGE.text(),
                    "SEND takes more than " + desk.recordBytesMax() + " bytes in the log.");
        }
        return target;
    }

    private int recordBytes(SendTarget target, ByteBuf body) {
        return ParcelBuilder.recordBytes(
                target.topic(), headers.block().readableBytes(), body.readableBytes());
    }

    private int add(ParcelBuilder parcel, SendTarget target, ByteBuf body) {
        ByteBuf block = headers.block();
        int blockBytes = block.readableBytes();
        Topic topic = target.topic();
        int room = parcel.add(topic, headers.flags(), blockBytes, body.readableBytes());
        block.getBytes(block.readerIndex(), parcel.array(), room, blockBytes);
        int bodyBytes = body.readableBytes();
        body.getBytes(body.readerIndex(), parcel.array(), room + blockBytes, bodyBytes);
        parcel.publishedBy(room, topic, ref(), NO_PACKET_ID);
        if (target.isDelayed()) {
            parcel.delay(room, topic, target.delaySeconds());
        }
        return room;
    }

    /** By which its messages are known as this client's. */
    private int ref() {
        if (ref == 0) {
            ref = desk.broker().introduce(session.client().label());
        }
        return ref;
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

        /** What is stored before the first that is not is answered as if that were all. */
        @Override
        public void parted(long firstOffset, BitSet refused, Refusal why) {
            int first = refused.nextSetBit(0);
            session.done(entries.subList(0, Math.min(first, entries.size())));
            session.refused(why, "SEND", owedFrom(first));
        }

        @Override
        public void refused(Refusal why) {
            session.refused(why, "SEND", owedFrom(0));
        }

        /** The first receipt that does not come: of this message or one behind it. */
        private ReceiptLedger.Entry owedFrom(int message) {
            for (ReceiptLedger.Entry each :
                    entries.subList(Math.min(message, entries.size()), entries.size())) {
                if (each != ReceiptLedger.NOTHING) {
                    return each;
                }
            }
            return ReceiptLedger.NOTHING;
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
