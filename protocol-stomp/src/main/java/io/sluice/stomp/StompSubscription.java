package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.MessageView;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Stretch;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One subscription of a connection: a session of its own at the broker, whose feed becomes MESSAGE
 * frames as far as socket and window allow. Ends with its connection.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class StompSubscription implements Subscriber {
    private static final byte[] RETAINED = "retain:true\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES_MAX = 256 * 1024;

    private enum State {
        OPENING,
        SUBSCRIBING,
        LIVE,
        ENDED
    }

    private final StompSession session;
    private final StompOutbound out;
    private final Desk desk;
    private final SubscribeRequest request;
    private final ReceiptLedger.Entry owed;
    private final DeliveryRights rights;
    private final MessageWriter writer;
    private final Unacked unacked;
    private final MessageView view = new MessageView();

    private State state = State.OPENING;
    private Feed feed = NoFeed.INSTANCE;
    private long gap;
    private long skipped;
    private boolean hungry;

    StompSubscription(
            StompSession session,
            int number,
            SubscribeRequest request,
            DeliveryRights rights,
            ReceiptLedger.Entry owed) {
        this.session = session;
        this.out = session.out();
        this.desk = session.desk();
        this.request = request;
        this.rights = rights;
        this.owed = owed;
        StompVersion version = session.client().version();
        boolean withAck = version == StompVersion.V1_2 && request.mode() != AckMode.AUTO;
        writer = new MessageWriter(version, number, request, withAck);
        unacked = new Unacked(request.window(), desk.config().connection().unackedMax());
    }

    SubscribeRequest request() {
        return request;
    }

    Unacked unacked() {
        return unacked;
    }

    /** Asks the broker for it; the answers come by themselves. */
    void open() {
        desk.traffic().subscriptions(1);
        SessionName nobody = SessionName.anonymous("stomp");
        desk.ingress().open(SessionRequest.volatileOne(nobody), this);
    }

    /** Nothing more is sent. The caller flushes the ingress. */
    void end() {
        if (state == State.ENDED) {
            return;
        }
        boolean opened = state != State.OPENING;
        become(State.ENDED);
        desk.traffic().subscriptions(-1);
        if (opened) {
            closeFeed();
        }
    }

    /** An acknowledgement has come, for one message or for all up to it. */
    int acknowledge(long sequence) {
        return request.mode() == AckMode.CLIENT
                ? unacked.acknowledgeUpTo(sequence)
                : unacked.acknowledge(sequence);
    }

    @Override
    public void opened(Feed opened, SessionState was) {
        feed = opened;
        if (state == State.ENDED) {
            closeFeed();
        } else {
            become(State.SUBSCRIBING);
            // a reader that acknowledges is not moved past what it has not read
            int qos = request.mode() == AckMode.AUTO ? 0 : 1;
            TopicFilter filter = new TopicFilter(request.destination().text());
            desk.ingress().subscribe(feed, List.of(Subscription.of(filter, qos)), new Answer());
        }
        session.opened();
    }

    @Override
    public void refused(Refusal why) {
        if (state == State.ENDED) {
            return;
        }
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
        session.refused(why, "The subscription", ReceiptLedger.NOTHING);
    }

    @Override
    public void lost(long records) {
        gap += records;
    }

    @Override
    public void skipped(long records) {
        skipped += records;
    }

    @Override
    public Inflight inflight() {
        return Inflight.NONE;
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
        if (out.isWritable()) {
            sendSome(feed.head(), nowMs);
        }
        return canSend();
    }

    private boolean canSend() {
        return state == State.LIVE && !isWindowFull() && feed.head() != Delivery.NONE;
    }

    private boolean isWindowFull() {
        return request.mode() != AckMode.AUTO && unacked.isFull();
    }

    private void sendSome(Delivery head, long nowMs) {
        Stretch stretch = head.stretch();
        StompVersion version = session.client().version();
        MessageTexts texts = MessageTexts.of(stretch, version, desk.traffic()::headersLeftOut);
        long room = Math.min(out.bytesUntilUnwritable(), BUFFER_BYTES_MAX);
        int place = head.at();
        int index = texts.indexOf(place);
        int sent = 0;
        ByteBuf buffer = out.buffer((int) Math.min(room, 2L * (stretch.to() - place) + 256));
        boolean full = false;
        while (place < stretch.to() && !full) {
            view.on(stretch.bytes(), place);
            place = view.next();
            if (isWanted(texts, index, nowMs)) {
                writeOne(buffer, texts, index, head.kind());
                sent++;
                full = buffer.readableBytes() >= room || out.wantsFramesApart() || isWindowFull();
            }
            index++;
        }
        boolean text = out.wantsFramesApart() && TextBits.of(stretch).isText(index - 1);
        feed.consume(place);
        if (sent == 0) {
            buffer.release();
            return;
        }
        desk.traffic().delivered(request.mode() == AckMode.AUTO ? 0 : 1, sent);
        if (head.kind() == Delivery.Kind.LIVE) {
            desk.traffic().publishToDeliver(Math.max(0, nowMs - view.storeTimeMs()));
        }
        out.send(buffer, text);
    }

    private boolean isWanted(MessageTexts texts, int index, long nowMs) {
        if (view.hasExpired(nowMs)) {
            desk.traffic().dropped("expired", 1);
            return false;
        }
        if (!rights.cover(view)) {
            return false;
        }
        if (!texts.isSayable(index)) {
            desk.traffic().dropped("destination-unsayable", 1);
            return false;
        }
        return true;
    }

    private void writeOne(ByteBuf buffer, MessageTexts texts, int index, Delivery.Kind kind) {
        byte[] extras = extras(kind);
        long sequence = unacked.next();
        buffer.ensureWritable(writer.bytesMax(texts, index, view, extras));
        writer.write(buffer, texts, index, view, sequence, extras);
        unacked.sent(view.offset());
        if (request.mode() == AckMode.AUTO) {
            unacked.acknowledge(sequence);
        }
    }

    private byte[] extras(Delivery.Kind kind) {
        boolean retained = kind == Delivery.Kind.RETAINED;
        if (gap == 0 && skipped == 0) {
            return retained ? RETAINED : MessageWriter.NO_EXTRAS;
        }
        String lines =
                (retained ? "retain:true\n" : "")
                        + (gap > 0 ? "x-gap:" + gap + "\n" : "")
                        + (skipped > 0 ? "x-skipped:" + skipped + "\n" : "");
        gap = 0;
        skipped = 0;
        return lines.getBytes(StandardCharsets.US_ASCII);
    }

    private void closeFeed() {
        desk.ingress().close(feed, Inflight.NONE, new Close(false, 0));
        feed = NoFeed.INSTANCE;
    }

    private void become(State next) {
        assert next.compareTo(state) > 0 : state + " -> " + next;
        state = next;
    }

    /** The broker's answer to the wish. */
    private final class Answer implements Receipt {
        @Override
        public void stored(long firstOffset) {
            if (state == State.SUBSCRIBING) {
                become(State.LIVE);
                session.done(owed);
                session.pump(StompSubscription.this);
            }
        }

        @Override
        public void refused(Refusal why) {
            if (state != State.ENDED) {
                session.refused(why, "SUBSCRIBE", owed);
            }
        }
    }
}
