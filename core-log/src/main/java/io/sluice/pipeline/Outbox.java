package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.SessionName;
import io.sluice.broker.Stretch;
import io.sluice.broker.Topic;
import io.sluice.broker.Where;
import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.subscription.CarriedRuns;
import io.sluice.subscription.FilterSet;
import io.sluice.subscription.SessionEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The router's side of one open session: what it wants, whether it is fed live, and what this batch
 * has for it. The log lane owns it; the replay lane only reads {@link #filters}, and the loop only
 * tells how much it has taken, through {@link LoopFeed#takenBytes}.
 *
 * <p>A subscriber that takes too little is let go: it is no longer fed live, the offset is noted,
 * and it reads the log from there as it can. So no subscriber costs more memory than {@code
 * bytesMax}.
 */
@Crossing
final class Outbox {
    /** No offset. */
    static final long NOWHERE = -1;

    /** In place of an offset from which the feed is live: not now, retained messages go first. */
    static final long REFUSED = -2;

    /**
     * In place of the offset at which all retained messages had been handed over: there are more.
     */
    static final long MORE = -2;

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final SessionEntry entry;
    private final SessionName name;
    private final String label;
    private final boolean logged;
    private final boolean isQueue;
    private final int ref;
    private final LoopIngress ingress;
    private final Router router;
    private final LoopFeed feed;
    private final long bytesMax;
    private final ArrayDeque<OpenRequest> waiting = new ArrayDeque<>(1);
    private List<Delivery> pending = new ArrayList<>();
    private boolean live;
    private boolean touched;
    private boolean closed;
    private long handedBytes;
    private long attachedAt = NOWHERE;
    private long behindFrom = NOWHERE;
    private final RetainedFlow retained = new RetainedFlow();
    private long retainedNews = NOWHERE;
    private volatile long readLimit = UNLIMITED;
    private volatile FilterSet filters = FilterSet.EMPTY;
    private volatile boolean liveOnly;
    private volatile boolean reading;
    private volatile CarriedRuns carried = CarriedRuns.NONE;
    private int readings;
    private boolean hasBeenLive;
    private boolean seeking;
    private Rewind rewind = Rewind.NONE;

    /**
     * The router's side; {@link #feed} is the other one.
     *
     * @param bytesMax bytes handed over and not taken before it is let go
     */
    Outbox(OpenRequest request, SessionEntry entry, Router router, long bytesMax) {
        this.entry = entry;
        this.name = request.session().name();
        this.label = entry.label();
        this.logged = !entry.isVolatile();
        this.isQueue = entry.isGroup() && Topic.isQueue(name.id());
        this.ref = entry.ref();
        this.ingress = request.ingress();
        this.router = router;
        this.bytesMax = bytesMax;
        this.feed = new LoopFeed(this, request);
    }

    SessionName name() {
        return name;
    }

    /** What operators call the session. Any lane may ask. */
    String label() {
        return label;
    }

    int ref() {
        return ref;
    }

    /** Whether the session's changes are kept in the log. */
    boolean isLogged() {
        return logged;
    }

    /** The session as the log knows it. */
    @OwnedBy(Lane.LOG)
    SessionEntry entry() {
        return entry;
    }

    LoopFeed feed() {
        return feed;
    }

    LoopIngress ingress() {
        return ingress;
    }

    /** Connections that want this session's name and wait for it to be closed. */
    ArrayDeque<OpenRequest> waiting() {
        return waiting;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        live = false;
        retained.end();
    }

    /** A session with nothing to catch up with is fed live from its first wish on. */
    void beginLive() {
        live = true;
    }

    /** Feeds it live from the next record on, which is {@code offset}. */
    @OwnedBy(Lane.LOG)
    void attach(long offset) {
        if (!closed) {
            live = !isHeldBack();
            attachedAt = live ? offset : REFUSED;
            hasBeenLive |= live;
            seeking &= !live;
            touch();
        }
    }

    /** Hands over a stretch of the log, unless the subscriber has too much of it already. */
    @OwnedBy(Lane.LOG)
    void feedLive(Stretch stretch, long firstOffset, Grant grant) {
        if (!live) {
            return;
        }
        int bytes = stretch.to() - stretch.from();
        long untaken = handedBytes - feed.takenBytes();
        if (untaken > 0 && untaken + bytes > bytesMax) {
            letGo(firstOffset);
            return;
        }
        put(delivery(Delivery.Kind.LIVE, stretch, grant, 0, reading));
    }

    /**
     * Hands over what is not in the log, if it can be handed over now: it is not worth being let go
     * for. A group works by offsets and gets none of it.
     */
    @OwnedBy(Lane.LOG)
    void feedTransient(Stretch stretch, Grant grant) {
        boolean hasRoom =
                handedBytes - feed.takenBytes() + stretch.to() - stretch.from() <= bytesMax;
        if (live && hasRoom && !isGroup()) {
            put(new Delivery(Delivery.Kind.LIVE, stretch, grant, 0));
        } else {
            router.missed(label, stretch);
        }
    }

    /** Whether it is the cursor of a group or a queue. */
    @OwnedBy(Lane.LOG)
    boolean isGroup() {
        return entry.isGroup();
    }

    /** The retained messages that are still to be handed over. */
    @OwnedBy(Lane.LOG)
    RetainedFlow retained() {
        return retained;
    }

    /**
     * Hands over the first of the retained messages. If there are more, nothing else comes before
     * they have all been taken: what is published meanwhile is read from the log, from {@code
     * nextOffset} on.
     */
    @OwnedBy(Lane.LOG)
    void beginRetained(long nowMs, long nextOffset) {
        if (handedBytes - feed.takenBytes() < bytesMax) {
            retained.step(nowMs, this::putRetained);
        }
        tellOfRetained(nextOffset);
    }

    /** Hands over the next few retained messages, since those before have been taken. */
    @OwnedBy(Lane.LOG)
    void sendRetained(long nowMs, long nextOffset) {
        retained.step(nowMs, this::putRetained);
        tellOfRetained(nextOffset);
    }

    /** Hands over one message that is retained. */
    @OwnedBy(Lane.LOG)
    void putRetained(byte[] record, Grant grant) {
        Stretch stretch = new Stretch(record, 0, record.length, 1);
        put(new Delivery(Delivery.Kind.RETAINED, stretch, grant, 0));
    }

    private void tellOfRetained(long nextOffset) {
        boolean wasHeldBack = isHeldBack();
        if (!retained.isOver()) {
            retainedNews = MORE;
            readLimit = wasHeldBack ? readLimit : nextOffset;
            touch();
            if (live) {
                letGo(nextOffset);
            }
        } else if (wasHeldBack) {
            retainedNews = nextOffset;
            readLimit = UNLIMITED;
            touch();
        }
    }

    private boolean isHeldBack() {
        return readLimit != UNLIMITED;
    }

    /**
     * The log is not to be read for this feed at or beyond this offset just now. Who has seen the
     * {@link #filters} of a subscription sees the limit that came with it.
     */
    long readLimit() {
        return readLimit;
    }

    private void put(Delivery delivery) {
        handedBytes += delivery.stretch().to() - delivery.stretch().from();
        pending.add(delivery);
        touch();
    }

    /**
     * Takes it off what is live and has it read the log from a place.
     *
     * @param sought what to look for, or {@link Where#NEXT} if {@code from} is the place
     */
    @OwnedBy(Lane.LOG)
    void rewind(Where sought, long from) {
        rewind(new Rewind(++readings, sought, from, false));
    }

    /** The same for a session that reads as always: what it has not taken, it does not get. */
    @OwnedBy(Lane.LOG)
    void seek(long from) {
        rewind(new Rewind(++readings, Where.NEXT, from, true));
        seeking = true;
        subscriptionsChanged();
    }

    private void rewind(Rewind to) {
        live = false;
        hasBeenLive = false;
        rewind = to;
        touch();
    }

    /** How often it was rewound. */
    @OwnedBy(Lane.LOG)
    int readings() {
        return readings;
    }

    /** Whether nothing that it needs is lost when the log is trimmed: it is a queue's. */
    boolean holdsWhatIsTrimmed() {
        return isQueue;
    }

    /** What was carried forward for it, before the log is trimmed up to there. */
    @OwnedBy(Lane.LOG)
    void carry(CarriedRuns runs) {
        carried = runs;
    }

    /** What it is to read elsewhere than under its offset. Any lane may ask. */
    CarriedRuns carried() {
        return carried;
    }

    private void letGo(long offset) {
        live = false;
        behindFrom = offset;
        publishFilters();
        touch();
    }

    private void touch() {
        if (!touched) {
            touched = true;
            ingress.deliveries().add(this, router);
        }
    }

    /** What this batch has for the feed; the outbox is empty again. */
    @OwnedBy(Lane.LOG)
    Bundle takeBundle() {
        Bundle bundle = new Bundle(feed, attachedAt, pending, retainedNews, behindFrom, rewind);
        pending = new ArrayList<>();
        attachedAt = NOWHERE;
        behindFrom = NOWHERE;
        retainedNews = NOWHERE;
        rewind = Rewind.NONE;
        touched = false;
        return bundle;
    }

    /** The replay lane must see what was changed; while the subscriber is live it does not look. */
    @OwnedBy(Lane.LOG)
    void subscriptionsChanged() {
        reading = entry.isReading();
        if (!live) {
            publishFilters();
        }
    }

    private void publishFilters() {
        liveOnly =
                (hasBeenLive || !reading && !seeking)
                        && entry.subscriptions().stream().allMatch(wish -> wish.qos() == 0);
        filters = entry.filters();
    }

    /** What to look for while replaying; good whenever the subscriber is not live. */
    FilterSet filters() {
        return filters;
    }

    /**
     * Whether all its subscriptions are of QoS 0, so that it may be moved to the end; not before it
     * has been live, if it reads from a place.
     */
    boolean isLiveOnly() {
        return liveOnly;
    }

    /** Whether it reads from a place in the log, so that its deliveries carry offsets. */
    boolean isReading() {
        return reading;
    }

    static Delivery delivery(
            Delivery.Kind kind, Stretch stretch, Grant grant, int packetId, boolean isReading) {
        return isReading
                ? Delivery.withOffset(kind, stretch, grant, packetId)
                : new Delivery(kind, stretch, grant, packetId);
    }
}
