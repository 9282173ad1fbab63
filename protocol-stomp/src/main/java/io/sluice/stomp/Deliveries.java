package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Delivery;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageView;
import io.sluice.broker.Settlement;
import io.sluice.broker.Share;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What one subscription is sent, and what its client says of it: takes records from the head of the
 * feed, makes MESSAGE frames of them, and remembers each until it is settled.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Deliveries {
    private static final int BUFFER_BYTES_MAX = 256 * 1024;

    /** Less than a session has numbers for. */
    private static final int SPAN_MAX = 60_000;

    private static final String RETAINED = "retain:true\n";

    private final StompOutbound out;
    private final Desk desk;
    private final StompVersion version;
    private final String client;
    private final SubscribeRequest request;
    private final DeliveryRights rights;
    private final MessageWriter writer;
    private final Unacked unacked;
    private final MessageView view = new MessageView();
    private final MessageFields fields;

    private Share share = Share.NONE;
    private long gap;
    private long skipped;
    private boolean reset;

    Deliveries(StompSession session, int number, SubscribeRequest request, DeliveryRights rights) {
        this.out = session.out();
        this.desk = session.desk();
        this.version = session.client().version();
        client =
                request.durable().isPresent()
                        ? request.durable().name().text()
                        : session.client().label();
        this.request = request;
        this.rights = rights;
        boolean withAck = version == StompVersion.V1_2 && request.mode() != AckMode.AUTO;
        writer = new MessageWriter(version, number, request, withAck);
        int spanMax = Math.min(SPAN_MAX, desk.config().connection().unackedMax());
        unacked = new Unacked(request.window(), spanMax);
        fields = new MessageFields(view, request.destination());
    }

    /** Whether the client must say something of what it has before it is sent more. */
    boolean isWindowFull() {
        return request.mode() != AckMode.AUTO && unacked.isFull();
    }

    /** Whether this message was sent, and if it still waits, whether it is this one. */
    boolean wereSent(MessageId id) {
        return unacked.wasSent(id);
    }

    /** What was sent and is not settled. */
    Inflight inflight() {
        return unacked.inflight();
    }

    /** Records of the log were lost before they were sent; the next message tells. */
    void lost(long records) {
        gap += records;
    }

    /** It begins with what comes next, not where it was to; the next message tells. */
    void reset() {
        reset = true;
    }

    /** The reader was moved to the end; the next message tells. */
    void skipped(long records) {
        skipped += records;
    }

    /**
     * Sends one buffer of messages, as many of the delivery as window and socket allow.
     *
     * @return where it goes on
     */
    int send(Delivery head, long nowMs) {
        Stretch stretch = head.stretch();
        MessageTexts texts =
                MessageTexts.of(
                        stretch, version, desk.dottedTopics(), desk.traffic()::headersLeftOut);
        long room = Math.min(out.bytesUntilUnwritable(), BUFFER_BYTES_MAX);
        int place = head.at();
        int index = texts.indexOf(place);
        int sent = 0;
        ByteBuf buffer = out.buffer((int) Math.min(room, 2L * (stretch.to() - place) + 256));
        boolean full = false;
        share = head.share();
        if (head.kind() == Delivery.Kind.RESENT) {
            unacked.resendAs(head.packetId());
        }
        while (place < stretch.to() && !full) {
            view.on(stretch.bytes(), place);
            place = view.next();
            if (isWanted(texts, index, nowMs)) {
                writeOne(buffer, texts, index, head);
                sent++;
                full = buffer.readableBytes() >= room || out.wantsFramesApart() || isWindowFull();
            }
            index++;
        }
        boolean text = out.wantsFramesApart() && TextBits.of(stretch).isText(index - 1);
        if (sent == 0) {
            buffer.release();
            return place;
        }
        desk.traffic().delivered(request.mode() == AckMode.AUTO ? 0 : 1, sent);
        if (head.kind() == Delivery.Kind.LIVE) {
            desk.traffic().publishToDeliver(Math.max(0, nowMs - view.storeTimeMs()));
        }
        out.send(buffer, text);
        return place;
    }

    /** The client has said something of one message, or in its mode of all up to it. */
    void settle(long sequence, Outcome outcome) {
        if (request.mode() == AckMode.CLIENT) {
            unacked.settleUpTo(sequence, offset -> say(offset, outcome));
        } else {
            unacked.settle(sequence, offset -> say(offset, outcome));
        }
    }

    /**
     * Tells what the client has said, as it is to stand in the log, and settles nothing yet.
     *
     * @param ownRef stands for a subscription that is durable by itself; 0 if it is not
     * @return false if some of it was given to another member meanwhile
     */
    boolean tell(long sequence, Outcome outcome, int ownRef, Consumer<Settlement> to) {
        int ref = share == Share.NONE ? ownRef : share.ref();
        if (ref == 0) {
            return true;
        }
        Settlement.Outcome said =
                share == Share.NONE ? Settlement.Outcome.ACKNOWLEDGED : outcome.inTheLog();
        boolean[] isHeld = {true};
        LongConsumer visitor =
                offset -> {
                    if (share.claim(offset)) {
                        to.accept(new Settlement(ref, offset, said));
                    } else {
                        isHeld[0] = false;
                    }
                };
        if (request.mode() == AckMode.CLIENT) {
            unacked.visitUpTo(sequence, visitor);
        } else {
            unacked.visit(sequence, visitor);
        }
        return isHeld[0];
    }

    private void say(long offset, Outcome outcome) {
        switch (outcome) {
            case ACKNOWLEDGED -> share.acknowledged(offset);
            case REQUEUED -> share.rejected(offset, true);
            case REJECTED -> share.rejected(offset, false);
        }
        if (outcome != Outcome.ACKNOWLEDGED && share == Share.NONE) {
            desk.traffic().dropped(Drop.delivery(DropReason.REJECTED, client, offset));
        }
    }

    private boolean isWanted(MessageTexts texts, int index, long nowMs) {
        if (view.hasExpired(nowMs)) {
            tellDropped(DropReason.EXPIRED);
            share.rejected(view.offset(), true); // what becomes of it is the queue's affair
            return false;
        }
        if (!rights.cover(view)) {
            tellDropped(DropReason.NOT_AUTHORIZED);
            share.rejected(view.offset(), true);
            return false;
        }
        if (!texts.isSayable(index)) {
            tellDropped(DropReason.DESTINATION_UNSAYABLE);
            share.rejected(view.offset(), false);
            return false;
        }
        return request.selector().matches(fields);
    }

    /** Of a group's message nobody but the group can say that it is lost. */
    private void tellDropped(DropReason why) {
        if (share == Share.NONE) {
            desk.traffic().dropped(Drop.delivery(why, client, view));
        }
    }

    private void writeOne(ByteBuf buffer, MessageTexts texts, int index, Delivery head) {
        byte[] extras = extras(head);
        long sequence = unacked.next();
        buffer.ensureWritable(writer.bytesMax(texts, index, view, extras));
        writer.write(buffer, texts, index, view, sequence, extras);
        unacked.sent(view.offset());
        if (request.mode() == AckMode.AUTO) {
            settle(sequence, Outcome.ACKNOWLEDGED);
        }
    }

    /** Header lines that this delivery alone has. */
    private byte[] extras(Delivery head) {
        Delivery.Kind kind = head.kind();
        boolean shared = kind == Delivery.Kind.SHARED;
        int tries = shared ? share.tries(view.offset()) : 1;
        boolean again =
                kind == Delivery.Kind.RESENT || (shared && share.isRedelivered(view.offset()));
        boolean plain = kind == Delivery.Kind.LIVE || kind == Delivery.Kind.SHARED;
        boolean ordinary = plain && !head.carriesOffset() && !reset;
        if (ordinary && !again && gap == 0 && skipped == 0) {
            return MessageWriter.NO_EXTRAS;
        }
        StringBuilder lines = new StringBuilder();
        if (kind == Delivery.Kind.RETAINED) {
            lines.append(RETAINED);
        }
        if (again) {
            desk.traffic().redelivered(1);
            lines.append(HeaderName.REDELIVERED).append(":true\n");
        }
        if (tries > 1) {
            lines.append(HeaderName.DELIVERY_COUNT).append(':').append(tries).append('\n');
        }
        if (head.carriesOffset()) {
            lines.append(HeaderName.X_STREAM_OFFSET).append(':').append(view.offset()).append('\n');
        }
        if (gap > 0) {
            lines.append(HeaderName.X_GAP).append(':').append(gap).append('\n');
        }
        if (skipped > 0) {
            lines.append(HeaderName.X_SKIPPED).append(':').append(skipped).append('\n');
        }
        if (reset) {
            lines.append(HeaderName.X_RESET).append(":true\n");
        }
        gap = 0;
        skipped = 0;
        reset = false;
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
