package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Inflight;
import io.sluice.broker.Where;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Who fills the queue of a feed, and where in the log that stands.
 *
 * <p>The order of offsets is kept by taking turns: what the router hands over while the log is
 * still being read up to its offset is held until that is done.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class FeedSource {
    /** Who fills the queue. */
    private enum Phase {
        /** The router. */
        LIVE,
        /**
         * Nobody just now: once the queue has run low, the log is read from {@code readFrom} on.
         */
        BEHIND,
        /** The replay lane, which reads a chunk. */
        READING,
        /** Nobody: the replay lane came to the end, the router has been asked to take over. */
        ATTACHING,
        /** The replay lane, up to {@code fillTo}; what the router hands over is held. */
        FILLING,
        /** The session is closed. */
        ENDED
    }

    private static final int QUEUED_LOW = 1;

    private final LoopFeed feed;
    private final FeedQueue queue;
    private Phase phase = Phase.LIVE;
    private Replayer replayer;
    private Resumption resumption = Resumption.from(0);
    private boolean opened;
    private long consumedTo;
    private long readFrom;
    private long fillTo;
    private long wholeTo;
    private boolean retainedComes;
    private boolean moreRetained;
    private long behindAfterFilling = Outbox.NOWHERE;
    private Where sought = Where.NEXT;
    private int rewindsAsked;
    private boolean hasRewound;

    FeedSource(LoopFeed feed, FeedQueue queue) {
        this.feed = feed;
        this.queue = queue;
    }

    /** On the log lane, before anybody else knows the feed: who reads for it, and from where. */
    void prepare(Replayer reader, Resumption where) {
        replayer = reader;
        resumption = where;
        consumedTo = where.nextOffset();
        readFrom = where.nextOffset();
        phase = where.isNeeded() ? Phase.BEHIND : Phase.LIVE;
    }

    /** On the log lane as well: the place in the log where its reading is to begin. */
    void seek(Where place) {
        sought = place;
    }

    /** The subscriber has been told that the session is open. */
    void open() {
        opened = true;
    }

    boolean isOpen() {
        return opened;
    }

    /** First what was sent before and is not finished, then what comes. */
    void begin() {
        if (phase != Phase.ENDED && resumption.hasResends()) {
            phase = Phase.READING;
            replayer.resend(feed, resumption);
        }
        readOn();
    }

    void end() {
        phase = Phase.ENDED;
    }

    boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    boolean isBehind() {
        return phase != Phase.LIVE && phase != Phase.ENDED;
    }

    /** The subscriber has taken all of this. */
    void taken(Delivery delivery) {
        if (FeedQueue.isOfTheLog(delivery)) {
            consumedTo = delivery.lastOffset() + 1;
        } else if (delivery.kind() == Delivery.Kind.RESENT) {
            resumption.resent(delivery.packetId());
        }
        readOn();
    }

    /**
     * Where the session would have to go on: all below is taken, or no concern of its. 0, which
     * moves no cursor, while it is on its way to another place.
     */
    long position() {
        if (rewindsAsked > 0) {
            return 0;
        }
        long position = phase == Phase.LIVE ? consumedTo : readFrom;
        return hasRewound ? queue.leastOffset(position) : queue.firstOffset(position);
    }

    long durableEnd() {
        return replayer.durableEnd();
    }

    Resumption resumption() {
        return resumption;
    }

    /** What is not finished: what the subscriber knows of, and what it was not even sent again. */
    Inflight unfinished(Inflight known) {
        return resumption.unfinished(known);
    }

    /** These are not sent again: the log has them no more. */
    void gone(Inflight exchanges) {
        for (int packetId : exchanges.packetIds()) {
            resumption.resent(packetId);
        }
    }

    /** A rewind is on its way to the log lane. */
    void rewindAsked() {
        rewindsAsked++;
    }

    /** It has been there. */
    void rewindSettled() {
        rewindsAsked--;
    }

    /** Nothing below {@code routedEnd} that it is to get is still on its way to this loop. */
    void routedTo(long routedEnd) {
        if (phase == Phase.LIVE && queue.isEmpty()) {
            consumedTo = Math.max(consumedTo, routedEnd);
        }
    }

    /** News from the router. */
    void arrived(Bundle bundle) {
        if (bundle.attachedAt() == Outbox.REFUSED) {
            phase = Phase.BEHIND;
        } else if (bundle.attachedAt() != Outbox.NOWHERE) {
            attached(bundle.attachedAt());
        }
        for (Delivery delivery : bundle.deliveries()) {
            if (phase == Phase.FILLING && delivery.kind() == Delivery.Kind.LIVE) {
                queue.hold(delivery);
            } else {
                queue.add(delivery);
            }
        }
        if (bundle.retained() != Outbox.NOWHERE) {
            retainedCame(bundle.retained());
        }
        if (bundle.behindFrom() != Outbox.NOWHERE) {
            fellBehind(bundle.behindFrom());
        }
        if (bundle.rewind() != Rewind.NONE) {
            rewound(bundle.rewind());
        }
        readOn();
    }

    private void attached(long offset) {
        phase = Phase.FILLING;
        fillTo = offset;
        fill();
    }

    private void fill() {
        if (readFrom < fillTo) {
            replayer.read(feed, readFrom, fillTo, resumption);
            return;
        }
        queue.release();
        phase = Phase.LIVE;
        consumedTo = Math.max(consumedTo, fillTo);
        if (behindAfterFilling != Outbox.NOWHERE) {
            long from = behindAfterFilling;
            behindAfterFilling = Outbox.NOWHERE;
            fellBehind(from);
        }
    }

    /**
     * Until all retained messages have come, nothing is read. What was published meanwhile must all
     * be read, since it may have taken the place of one that did not come.
     */
    private void retainedCame(long offset) {
        retainedComes = offset == Outbox.MORE;
        moreRetained = retainedComes;
        wholeTo = Math.max(wholeTo, offset);
    }

    private void fellBehind(long offset) {
        if (phase == Phase.FILLING) {
            behindAfterFilling = offset;
            return;
        }
        phase = Phase.BEHIND;
        readFrom = offset;
        readOn();
    }

    /** What was under way for another place comes to nothing. */
    private void rewound(Rewind rewind) {
        rewindSettled();
        feed.remember(); // the log has set it back: it is to be told of again
        hasRewound = true;
        queue.release();
        if (rewind.forgets()) {
            queue.forgetTheLog();
        }
        behindAfterFilling = Outbox.NOWHERE;
        resumption = resumption.rewoundTo(rewind.from(), rewind.reading());
        sought = rewind.sought();
        phase = Phase.BEHIND;
        readFrom = rewind.from();
        readOn();
    }

    /** The replay lane has read for this feed. */
    void arrived(ReplayedChunk chunk) {
        if (chunk.reading() != resumption.reading()) {
            queue.lay(chunk.resent());
            return;
        }
        queue.lay(chunk.deliveries());
        readFrom = chunk.nextOffset();
        chunk.tellGaps(feed.subscriber());
        if (phase == Phase.FILLING) {
            fill();
        } else if (chunk.isAtEnd() && !retainedComes) {
            phase = Phase.ATTACHING;
            feed.ask(new AttachRequest(feed.outbox(), resumption.reading()));
        } else {
            phase = Phase.BEHIND;
            readOn();
        }
    }

    /** Asks for more if the queue has run low. */
    private void readOn() {
        if (!opened || queue.count() > QUEUED_LOW) {
            return;
        }
        if (moreRetained) {
            moreRetained = false;
            feed.ask(new RetainedRequest(feed.outbox()));
        } else if (phase == Phase.BEHIND && !retainedComes) {
            phase = Phase.READING;
            readOrFind();
        }
    }

    private void readOrFind() {
        if (sought.isOrdinary()) {
            long until = readFrom < wholeTo ? wholeTo : Long.MAX_VALUE;
            replayer.read(feed, readFrom, until, resumption);
        } else {
            replayer.find(feed, sought, resumption);
            sought = Where.NEXT;
        }
    }
}
