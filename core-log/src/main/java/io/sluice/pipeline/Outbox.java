package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.SessionName;
import io.sluice.broker.Stretch;
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
        put(new Delivery(Delivery.Kind.LIVE, stretch, grant, 0));
    }

    /** Hands over what does not come from the log's end: retained messages. */
    @OwnedBy(Lane.LOG)
    void put(Delivery delivery) {
        handedBytes += delivery.stretch().to() - delivery.stretch().from();
        pending.add(delivery);
        touch();
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
        Bundle bundle = new Bundle(feed, attachedAt, pending, behindFrom);
        pending = new ArrayList<>();
        attachedAt = NOWHERE;
        behindFrom = NOWHERE;
        touched = false;
        return bundle;
    }

    /** The replay lane must see what was changed; while the subscriber is live it does not look. */
    @OwnedBy(Lane.LOG)
    void subscriptionsChanged() {
        if (!live) {
            publishFilters();
        }
    }

    private void publishFilters() {
        liveOnly = entry.subscriptions().stream().allMatch(wish -> wish.qos() == 0);
        filters = entry.filters();
    }

    /** What to look for while replaying; good whenever the subscriber is not live. */
    FilterSet filters() {
        return filters;
    }

    /** Whether all its subscriptions are of QoS 0, so that it may be moved to the end. */
    boolean isLiveOnly() {
        return liveOnly;
    }

    /**
     * One batch's news for one feed, in this order.
     *
     * @param attachedAt the feed is live from this offset on; else {@link #NOWHERE}
     * @param deliveries what to deliver
     * @param behindFrom the feed is no longer live: from this offset on it must read the log
     */
    record Bundle(LoopFeed feed, long attachedAt, List<Delivery> deliveries, long behindFrom) {
        void deliver() {
            feed.bundleArrived(this);
        }
    }
}
