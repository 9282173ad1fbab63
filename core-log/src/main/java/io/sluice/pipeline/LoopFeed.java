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
import io.sluice.subscription.SessionEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's side of one open session: the queue from which the subscriber takes, and who fills it.
 * Live, behind and asleep differ in nothing else. The event loop owns all of it but {@link
 * #takenBytes}, which the log lane reads.
 */
@Crossing
final class LoopFeed implements Feed, MemberFeed {
    private static final Logger LOG = LoggerFactory.getLogger(LoopFeed.class);

    private final Outbox outbox;
    private final LoopIngress ingress;
    private final Subscriber subscriber;
    private final int window;
    private final boolean keepsQos0;
    private final FeedQueue queue = new FeedQueue();
    private final FeedSource source = new FeedSource(this, queue);
    private boolean leaveAtOnce;

    LoopFeed(Outbox outbox, OpenRequest request) {
        this.outbox = outbox;
        this.ingress = request.ingress();
        this.subscriber = request.subscriber();
        this.window = request.window();
        this.keepsQos0 = subscriber.keepsQos0();
    }

    /** On the log lane, before anybody else knows the feed: who reads for it, and from where. */
    void prepare(Replayer reader, Resumption where) {
        source.prepare(reader, where);
    }

    /** On the log lane as well: the place in the log where its reading is to begin. */
    void seek(Where place) {
        source.seek(place);
    }

    /** Whether QoS 0 messages that came while it slept are for it, too. Any lane may ask. */
    boolean keepsQos0() {
        return keepsQos0;
    }

    /** The session is open, as durably as it asked. */
    void open(SessionState state) {
        source.open();
        remember();
        subscriber.opened(this, state);
        if (leaveAtOnce && !source.hasEnded()) {
            subscriber.takenOver();
        }
        source.begin();
        wake();
    }

    @Override
    public int ref() {
        return outbox.ref();
    }

    @Override
    public Delivery head() {
        return source.isOpen() ? queue.head() : Delivery.NONE;
    }

    @Override
    public void consume(int place) {
        Delivery head = queue.head();
        if (place < head.stretch().to()) {
            head.moveTo(place);
        } else {
            source.taken(queue.take());
        }
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

    /** Where it stands is told again when progress is told of the next time. */
    void remember() {
        ingress.progress().remember(this);
    }

    /** Puts a request on the ring. */
    void ask(Request request) {
        ingress.ask(request);
        ingress.flush();
    }

    /**
     * Another connection wants the session. It may be asked twice; once it has ended, not at all.
     */
    void takenOver() {
        if (source.isOpen() && !source.hasEnded()) {
            subscriber.takenOver();
        } else {
            leaveAtOnce = true;
        }
    }

    /** The place where it was to begin is not there yet. */
    void reset() {
        if (!source.hasEnded()) {
            subscriber.reset();
        }
    }

    /** Bytes handed over less those still lying here. Read by the log lane. */
    long takenBytes() {
        return queue.takenBytes();
    }

    /** Bytes that lie here and wait to be taken. */
    long waitingBytes() {
        return queue.waitingBytes();
    }

    /** {@link FeedSource#position}. */
    long position() {
        return source.position();
    }

    @Override
    public long durableEnd() {
        return source.durableEnd();
    }

    /** An operator has it read from another place; if it has ended meanwhile, he is told so. */
    void seek(long offset, CompletableFuture<Long> sought) {
        if (source.hasEnded()) {
            sought.complete(Outbox.NOWHERE);
            return;
        }
        rewindAsked();
        remember(); // it stands apart until it is told of anew
        ask(new SeekRequest(ingress, outbox, offset, sought));
    }

    /**
     * Where it stands, if it is open.
     *
     * @param routedEnd as it was before this task was put on the loop
     */
    Optional<Standing> standing(long routedEnd, Standing written) {
        if (source.hasEnded() || !source.isOpen()) {
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
        source.rewindAsked();
    }

    /** It has been there. */
    void rewindSettled() {
        source.rewindSettled();
    }

    /** Nothing below {@code routedEnd} that it is to get is still on its way to this loop. */
    void routedTo(long routedEnd) {
        source.routedTo(routedEnd);
    }

    /** Whether it is the cursor of a group or a queue. */
    boolean isOfGroup() {
        return outbox.name().space().equals(SessionEntry.GROUP_SPACE);
    }

    boolean isBehind() {
        return source.isBehind();
    }

    /** What is not finished: what the subscriber knows of, and what it was not even sent again. */
    Inflight unfinished(Inflight known) {
        return source.unfinished(known);
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
        return new LagCount(reader, source.resumption(), unfinished, position(), nowMs, answer);
    }

    /** A mistake of ours in this session: it is closed, and nobody else is worse off. */
    void failed(RuntimeException mistake) {
        LOG.error("A session is dismissed after a fault in it", mistake);
        if (source.isOpen() && !source.hasEnded()) {
            subscriber.dismissed(Refusal.BUSY);
        }
    }

    void end() {
        source.end();
        queue.clear();
    }

    /** This session as a member of a group, under these terms. Any lane may ask. */
    GroupMember memberUnder(Grant grant) {
        return new GroupMember(ingress.loop(), this, grant, window);
    }

    @Override
    public void hand(List<Delivery> deliveries) {
        if (!source.hasEnded()) {
            queue.lay(deliveries);
            wake();
        }
    }

    /** News from the router. */
    void bundleArrived(Bundle bundle) {
        if (!source.hasEnded()) {
            source.arrived(bundle);
            wake();
        }
    }

    /** Of what was to be sent again the log has these no more. */
    void gone(Inflight exchanges) {
        if (!source.hasEnded()) {
            source.gone(exchanges);
            subscriber.gone(exchanges);
        }
    }

    /** The replay lane has read for this feed. */
    void chunkArrived(ReplayedChunk chunk) {
        if (!source.hasEnded()) {
            source.arrived(chunk);
            wake();
        }
    }

    private void wake() {
        if (source.isOpen() && !queue.isEmpty()) {
            subscriber.deliverable();
        }
    }
}
