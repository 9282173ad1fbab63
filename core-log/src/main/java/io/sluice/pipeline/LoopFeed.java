package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Where;
import io.sluice.group.GroupMember;
import io.sluice.group.MemberFeed;
import io.sluice.inspect.Standing;
import io.sluice.lane.Crossing;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.SessionEntry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's side of one open session: the queue from which the subscriber takes, and who fills it.
 * Live, behind and asleep differ in nothing else.
 *
 * <p>The order of offsets is kept by taking turns: what the router hands over while the log is
 * still being read up to its offset is held until that is done. The event loop owns all of it but
 * {@link #takenBytes}, which the log lane reads.
 */
@Crossing
final class LoopFeed implements Feed, MemberFeed {
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

    private static final Logger LOG = LoggerFactory.getLogger(LoopFeed.class);
    private static final int QUEUED_LOW = 1;

    private final Outbox outbox;
    private final LoopIngress ingress;
    private final Subscriber subscriber;
    private final int window;
    private final boolean keepsQos0;
    private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
    private final ArrayDeque<Delivery> held = new ArrayDeque<>();
    private Phase phase = Phase.LIVE;
    private Replayer replayer;
    private Resumption resumption = Resumption.from(0);
    private boolean opened;
    private boolean leaveAtOnce;
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
    private final AtomicLong taken = new AtomicLong();

    LoopFeed(Outbox outbox, OpenRequest request) {
        this.outbox = outbox;
        this.ingress = request.ingress();
        this.subscriber = request.subscriber();
        this.window = request.window();
        this.keepsQos0 = subscriber.keepsQos0();
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

    /** Whether QoS 0 messages that came while it slept are for it, too. Any lane may ask. */
    boolean keepsQos0() {
        return keepsQos0;
    }

    /** The session is open, as durably as it asked. */
    void open(SessionState state) {
        opened = true;
        ingress.progress().remember(this);
        subscriber.opened(this, state);
        if (leaveAtOnce && phase != Phase.ENDED) {
            subscriber.takenOver();
        }
        if (resumption.hasResends()) {
            phase = Phase.READING;
            replayer.resend(this, resumption);
        }
        readOn();
        wake();
    }

    @Override
    public int ref() {
        return outbox.ref();
    }

    @Override
    public Delivery head() {
        Delivery head = queue.peekFirst();
        return head == null || !opened ? Delivery.NONE : head;
    }

    @Override
    public void consume(int place) {
        Delivery head = queue.peekFirst();
        if (place < head.stretch().to()) {
            head.moveTo(place);
            return;
        }
        queue.pollFirst();
        count(bytesOf(head));
        if (isOfTheLog(head)) {
            consumedTo = head.lastOffset() + 1;
        } else if (head.kind() == Delivery.Kind.RESENT) {
            resumption.resent(head.packetId());
        }
        readOn();
    }

    Outbox outbox() {
        return outbox;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    LoopIngress ingress() {
        return ingress;
    }

    /**
     * Another connection wants the session. It may be asked twice; once it has ended, not at all.
     */
    void takenOver() {
        if (opened && phase != Phase.ENDED) {
            subscriber.takenOver();
        } else {
            leaveAtOnce = true;
        }
    }

    /** The place where it was to begin is not there yet. */
    void reset() {
        if (phase != Phase.ENDED) {
            subscriber.reset();
        }
    }

    /** Bytes handed over less those still lying here. Read by the log lane. */
    long takenBytes() {
        return taken.getAcquire();
    }

    /** Bytes that lie here and wait to be taken. */
    long waitingBytes() {
        return queue.stream().mapToLong(LoopFeed::bytesOf).sum();
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
        for (Delivery delivery : queue) {
            if (isOfTheLog(delivery)) {
                long first = RecordLayout.offset(delivery.stretch().bytes(), delivery.at());
                if (!hasRewound) {
                    return first;
                }
                position = Math.min(position, first); // behind what was there before
            }
        }
        return position;
    }

    @Override
    public long durableEnd() {
        return replayer.durableEnd();
    }

    /** An operator has it read from another place; if it has ended meanwhile, he is told so. */
    void seek(long offset, CompletableFuture<Long> sought) {
        if (phase == Phase.ENDED) {
            sought.complete(Outbox.NOWHERE);
            return;
        }
        rewindAsked();
        ingress.progress().remember(this); // it stands apart until it is told of anew
        ingress.ask(new SeekRequest(ingress, outbox, offset, sought));
        ingress.flush();
    }

    /**
     * Where it stands, if it is open.
     *
     * @param routedEnd as it was before this task was put on the loop
     */
    Optional<Standing> standing(long routedEnd, Standing written) {
        if (phase == Phase.ENDED || !opened) {
            return Optional.empty();
        }
        routedTo(routedEnd);
        return Optional.of(
                new Standing(
                        written.label(),
                        position(),
                        unfinished(subscriber.inflight()),
                        written.settled(),
                        written.filters(),
                        true));
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

    /** Whether it is the cursor of a group or a queue. */
    boolean isOfGroup() {
        return outbox.name().space().equals(SessionEntry.GROUP_SPACE);
    }

    boolean isBehind() {
        return phase != Phase.LIVE && phase != Phase.ENDED;
    }

    /** What is not finished: what the subscriber knows of, and what it was not even sent again. */
    Inflight unfinished(Inflight known) {
        return resumption.unfinished(known);
    }

    /**
     * What this session has before it, to be counted.
     *
     * @param routedEnd as it was before this task was put on the loop
     */
    LagCount lag(
            LagCount.Reader reader, long routedEnd, long nowMs, CompletableFuture<Lag> answer) {
        routedTo(routedEnd);
        Inflight unfinished = unfinished(subscriber.inflight());
        return new LagCount(reader, resumption, unfinished, position(), nowMs, answer);
    }

    /** A mistake of ours in this session: it is closed, and nobody else is worse off. */
    void failed(RuntimeException mistake) {
        LOG.error("A session is dismissed after a fault in it", mistake);
        if (opened && phase != Phase.ENDED) {
            subscriber.dismissed(Refusal.BUSY);
        }
    }

    void end() {
        phase = Phase.ENDED;
        queue.clear();
        held.clear();
    }

    /** This session as a member of a group, under these terms. Any lane may ask. */
    GroupMember memberUnder(Grant grant) {
        return new GroupMember(ingress.loop(), this, grant, window);
    }

    @Override
    public void hand(List<Delivery> deliveries) {
        if (phase != Phase.ENDED) {
            lay(deliveries);
            wake();
        }
    }

    /** What no router handed over lies here all the same: the bound of the outbox counts it too. */
    private void lay(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            count(-bytesOf(delivery));
            queue.add(delivery);
        }
    }

    /** News from the router. */
    void bundleArrived(Outbox.Bundle bundle) {
        if (phase == Phase.ENDED) {
            return;
        }
        if (bundle.attachedAt() == Outbox.REFUSED) {
            phase = Phase.BEHIND;
        } else if (bundle.attachedAt() != Outbox.NOWHERE) {
            attached(bundle.attachedAt());
        }
        for (Delivery delivery : bundle.deliveries()) {
            boolean waits = phase == Phase.FILLING && delivery.kind() == Delivery.Kind.LIVE;
            (waits ? held : queue).add(delivery);
        }
        if (bundle.retained() != Outbox.NOWHERE) {
            retainedCame(bundle.retained());
        }
        if (bundle.behindFrom() != Outbox.NOWHERE) {
            fellBehind(bundle.behindFrom());
        }
        if (bundle.rewind() != Outbox.Rewind.NONE) {
            rewound(bundle.rewind());
        }
        readOn();
        wake();
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

    /** Of what was to be sent again the log has these no more. */
    void gone(Inflight exchanges) {
        if (phase != Phase.ENDED) {
            for (int packetId : exchanges.packetIds()) {
                resumption.resent(packetId);
            }
            subscriber.gone(exchanges);
        }
    }

    /** The replay lane has read for this feed. */
    void chunkArrived(ReplayedChunk chunk) {
        if (phase == Phase.ENDED) {
            return;
        }
        if (chunk.reading() != resumption.reading()) {
            lay(chunk.resent());
            wake();
            return;
        }
        lay(chunk.deliveries());
        readFrom = chunk.nextOffset();
        chunk.tellGaps(subscriber);
        if (phase == Phase.FILLING) {
            fill();
        } else if (chunk.isAtEnd() && !retainedComes) {
            phase = Phase.ATTACHING;
            ingress.ask(new AttachRequest(outbox, resumption.reading()));
            ingress.flush();
        } else {
            phase = Phase.BEHIND;
            readOn();
        }
        wake();
    }

    private void attached(long offset) {
        phase = Phase.FILLING;
        fillTo = offset;
        fill();
    }

    private void fill() {
        if (readFrom < fillTo) {
            replayer.read(this, readFrom, fillTo, resumption);
            return;
        }
        queue.addAll(held);
        held.clear();
        phase = Phase.LIVE;
        consumedTo = Math.max(consumedTo, fillTo);
        if (behindAfterFilling != Outbox.NOWHERE) {
            long from = behindAfterFilling;
            behindAfterFilling = Outbox.NOWHERE;
            fellBehind(from);
        }
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
    private void rewound(Outbox.Rewind rewind) {
        rewindSettled();
        ingress.progress().remember(this); // the log has set it back: it is to be told of again
        hasRewound = true;
        queue.addAll(held);
        held.clear();
        if (rewind.forgets()) {
            forgetUntaken();
        }
        behindAfterFilling = Outbox.NOWHERE;
        resumption = resumption.rewoundTo(rewind.from(), rewind.reading());
        sought = rewind.sought();
        phase = Phase.BEHIND;
        readFrom = rewind.from();
        readOn();
    }

    private void forgetUntaken() {
        queue.stream().filter(LoopFeed::isOfTheLog).forEach(each -> count(bytesOf(each)));
        queue.removeIf(LoopFeed::isOfTheLog);
    }

    private void readOn() {
        if (!opened || queue.size() > QUEUED_LOW) {
            return;
        }
        if (moreRetained) {
            moreRetained = false;
            ingress.ask(new RetainedRequest(outbox));
            ingress.flush();
        } else if (phase == Phase.BEHIND && !retainedComes) {
            phase = Phase.READING;
            readOrFind();
        }
    }

    private void readOrFind() {
        if (sought.isOrdinary()) {
            long until = readFrom < wholeTo ? wholeTo : Long.MAX_VALUE;
            replayer.read(this, readFrom, until, resumption);
        } else {
            replayer.find(this, sought, resumption);
            sought = Where.NEXT;
        }
    }

    /** Whether taking it moves the session on. */
    private static boolean isOfTheLog(Delivery delivery) {
        return delivery.kind() == Delivery.Kind.LIVE && delivery.stretch().isStored();
    }

    private void wake() {
        if (opened && !queue.isEmpty()) {
            subscriber.deliverable();
        }
    }

    /** Only the loop writes it. */
    private void count(int bytes) {
        taken.setRelease(taken.getPlain() + bytes);
    }

    private static int bytesOf(Delivery delivery) {
        return delivery.stretch().to() - delivery.stretch().from();
    }
}
