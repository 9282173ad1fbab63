package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.SessionName;
import io.sluice.broker.Stretch;
import io.sluice.broker.Where;
import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
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

    private final SessionEntry entry;
    private final SessionName name;
    private final boolean logged;
    private final int ref;
    private final LoopIngress ingress;
    private final Router router;
    private final LoopFeed feed;
    private final long bytesMax;
    private final ArrayDeque<OpenRequest> waiting = new ArrayDeque<>();
    private List<Delivery> pending = new ArrayList<>();
    private boolean live;
    private boolean touched;
    private boolean closed;
    private long handedBytes;
    private long attachedAt = NOWHERE;
    private long behindFrom = NOWHERE;
    private volatile FilterSet filters = FilterSet.EMPTY;
    private volatile boolean liveOnly;
    private volatile boolean reading;
    private int readings;
    private boolean hasBeenLive;
    private Rewind rewind = Rewind.NONE;

    /**
     * The router's side; {@link #feed} is the other one.
     *
     * @param bytesMax bytes handed over and not taken before it is let go
     */
    Outbox(OpenRequest request, SessionEntry entry, Router router, long bytesMax) {
        this.entry = entry;
        this.name = request.session().name();
        this.logged = !entry.isVolatile();
        this.ref = entry.ref();
        this.ingress = request.ingress();
        this.router = router;
        this.bytesMax = bytesMax;
        this.feed = new LoopFeed(this, request);
    }

    SessionName name() {
        return name;
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
    }

    /** A session with nothing to catch up with is fed live from its first wish on. */
    void beginLive() {
        live = true;
    }

    /** Feeds it live from the next record on, which is {@code offset}. */
    @OwnedBy(Lane.LOG)
    void attach(long offset) {
        if (!closed) {
            live = true;
            hasBeenLive = true;
            attachedAt = offset;
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

    /** Hands over what does not come from the log's end: retained messages. */
    @OwnedBy(Lane.LOG)
    void put(Delivery delivery) {
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
        live = false;
        hasBeenLive = false;
        rewind = new Rewind(++readings, sought, from);
        touch();
    }

    /** How often it was rewound. */
    @OwnedBy(Lane.LOG)
    int readings() {
        return readings;
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
        Bundle bundle = new Bundle(feed, attachedAt, pending, behindFrom, rewind);
        pending = new ArrayList<>();
        attachedAt = NOWHERE;
        behindFrom = NOWHERE;
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
                (hasBeenLive || !reading)
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

    /**
     * The session reads the log from another place from now on.
     *
     * @param reading counts these
     */
    record Rewind(int reading, Where sought, long from) {
        static final Rewind NONE = new Rewind(0, Where.NEXT, NOWHERE);
    }

    /**
     * One batch's news for one feed, in this order.
     *
     * @param attachedAt the feed is live from this offset on; else {@link #NOWHERE}
     * @param deliveries what to deliver
     * @param behindFrom the feed is no longer live: from this offset on it must read the log
     * @param rewind it must read from another place; else {@link Rewind#NONE}
     */
    record Bundle(
            LoopFeed feed,
            long attachedAt,
            List<Delivery> deliveries,
            long behindFrom,
            Rewind rewind) {
        void deliver() {
            feed.bundleArrived(this);
        }
    }
}
