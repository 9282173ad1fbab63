package io.sluice.group;

import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageView;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One group or queue: takes messages from its feed as long as some member has room, and remembers
 * each until it is settled. What a member that is gone had, another gets.
 *
 * <p>How far it has come is kept in the log about once a second: after a crash what was unsettled
 * comes again, and at most a second of what was settled too, save what members have settled in the
 * log themselves.
 */
@OwnedBy(Lane.GROUP)
public final class Group implements Subscriber {
    /** In place of a number of refusals: no try any more. */
    static final int DISCARDED = 0xFFFF;

    private static final long LAST_CLOSE = 0;
    private static final long HEAD_PAUSE_MS = 20;

    private final TopicFilter filter;
    private final ScheduledExecutorService lane;
    private final Ingress ingress;
    private final RetryConfig retry;
    private final QueueLimits limits;
    private final Clock clock;
    private final MemberChoice choice;
    private final GivingOrder order;
    private final Unsettled unsettled;
    private final Burial burial;
    private final Surplus surplus;
    private final Silence silence;
    private final WakeUp wakeUp;
    private final DeadLetters deadLetters;
    private final AtomicBoolean isOverflowTold = new AtomicBoolean();
    private final MessageView view = new MessageView();
    private Backlog backlog = Backlog.NOTHING;
    private Feed feed;
    private long changes;

    /**
     * A group whose session is being opened.
     *
     * @param filter with its group, as members name it
     * @param house what all groups share
     */
    public Group(TopicFilter filter, GroupHouse house) {
        this.filter = filter;
        lane = house.lane();
        ingress = house.ingress();
        clock = house.clock();
        deadLetters = house.deadLetters();
        GroupConfig config = house.config();
        retry = config.retry();
        limits = config.queues().limitsOf(filter);
        choice = new MemberChoice(config.strategy(), limits.singleActive());
        order = GivingOrder.of(config.strategy(), limits.keyHeader(), choice);
        unsettled = new Unsettled(config.unsettledMax(), config.unsettledBytesMax());
        burial = new Burial(this, filter, house);
        surplus = new Surplus(limits, burial, order);
        silence = new Silence(unsettled, filter.isQueue() ? retry.ackTimeout().toMillis() : 0);
        wakeUp = new WakeUp(lane, this::pump);
    }

    /**
     * Goes on from what the log tells; on the log lane, before anybody else knows the group.
     *
     * @param holds how much it holds
     * @param refusals how often messages were refused before the gateway was started, by offset
     */
    public void goOn(Backlog holds, Map<Long, Integer> refusals) {
        backlog = holds;
        unsettled.remember(refusals);
    }

    /** How much it holds. Any lane may ask. */
    public Backlog backlog() {
        return backlog;
    }

    /** A member is here. Any lane may call; joins and departures keep their order. */
    public void join(GroupMember member) {
        onLane(
                () -> {
                    choice.add(member);
                    pump();
                });
    }

    /** A member is gone, and all it has not settled is there for others. Any lane may call. */
    public void leave(GroupMember member) {
        onLane(() -> left(member));
    }

    /** A member wants nothing more and goes on with what it has. Any lane may call. */
    public void retire(GroupMember member) {
        onLane(
                () -> {
                    choice.remove(member);
                    member.retire();
                    pump();
                });
    }

    /**
     * A session is gone, and all that it has not settled is there for others, be it what it had as
     * a member that has retired. Any lane may call.
     */
    public void gone(MemberFeed session) {
        onLane(
                () -> {
                    choice.removeAllOf(session);
                    takeBack(unsettled.of(member -> member.isOf(session)));
                    pump();
                });
    }

    /** It holds more than it may. Any lane may call. */
    public void overflowed() {
        if (!isOverflowTold.getAndSet(true)) {
            onLane(
                    () -> {
                        isOverflowTold.set(false);
                        pump();
                    });
        }
    }

    /** Nobody wants the group any more: its session ends. Any lane may call. */
    public void end() {
        onLane(this::close);
    }

    /**
     * A lane that is shut down has written down where the group stands; nothing is owed any more.
     */
    private void onLane(Runnable task) {
        try {
            lane.execute(task);
        } catch (RejectedExecutionException stopping) {
            return;
        }
    }

    private void left(GroupMember member) {
        choice.remove(member);
        takeBack(unsettled.of(each -> each == member));
        pump();
    }

    private void takeBack(List<Handed> had) {
        for (Handed handed : had) {
            order.taken(handed);
            handed.takeBack(0);
            order.putBack(handed);
        }
    }

    private void close() {
        if (feed != null) {
            ingress.close(feed, Inflight.NONE, new Close(false, LAST_CLOSE));
            ingress.flush();
            feed = null;
        }
    }

    /** On the member's loop. */
    void settled(GroupMember member, List<GroupMember.Settled> said) {
        onLane(
                () -> {
                    for (GroupMember.Settled each : said) {
                        settle(member, each);
                    }
                    pump();
                });
    }

    private void settle(GroupMember member, GroupMember.Settled said) {
        boolean isSilent = said.outcome() == GroupMember.Outcome.SILENT;
        if (!isSilent) {
            member.relieve();
        }
        Optional<Handed> found = unsettled.heldBy(member, said.offset());
        if (found.isEmpty()) {
            if (isSilent) {
                member.forgive(said.offset());
            }
            return;
        }
        Handed handed = found.get();
        order.taken(handed);
        handed.takeBack(GivingOrder.NEVER);
        switch (said.outcome()) {
            case ACKNOWLEDGED -> remove(handed);
            case DISCARDED -> burial.bury(handed, Death.REJECTED);
            case REQUEUED, SILENT -> refused(handed);
        }
    }

    private void refused(Handed handed) {
        long nowMs = clock.millis();
        handed.refused();
        changes++;
        if (limits.dueMs(handed.view()) <= nowMs) {
            burial.bury(handed, Death.EXPIRED);
        } else if (!burial.isDue(handed)) {
            handed.takeBack(nowMs + retry.pauseMs(handed.refusals()));
            order.putBack(handed);
        }
    }

    /** The group is done with it. */
    void remove(Handed handed) {
        unsettled.remove(handed);
        backlog.remove(handed.bytes());
        changes++;
    }

    /** Gives what may be given, and buries what must be. */
    void pump() {
        if (feed == null) {
            return;
        }
        long nowMs = clock.millis();
        order.giveWaiting(nowMs);
        surplus.dropFrom(backlog);
        takeFromFeed(nowMs);
        wakeUp.at(silence.breakAt(nowMs), nowMs);
        choice.sendAll();
        ingress.flush();
        wakeUp.at(order.nextDueMs(nowMs), nowMs);
        wakeForHead(nowMs);
    }

    private void takeFromFeed(long nowMs) {
        Delivery head = feed.head();
        while (head != Delivery.NONE && unsettled.hasRoom()) {
            view.on(head.stretch().bytes(), head.at());
            if (unsettled.has(view.offset())) {
                feed.consume(view.next()); // the cursor was moved back: a member has it, or waits
                head = feed.head();
                continue;
            }
            boolean isTooOld = limits.dueMs(view) <= nowMs;
            boolean mayStay =
                    !isTooOld && !surplus.isIn(backlog) && !unsettled.isGivenUp(view.offset());
            if (mayStay && !order.takesMore()) {
                return;
            }
            Handed handed = take(head);
            feed.consume(view.next());
            if (isTooOld) {
                burial.bury(handed, Death.EXPIRED);
            } else if (surplus.isIn(backlog)) {
                burial.bury(handed, Death.OVERFLOW);
            } else if (!burial.isDue(handed)) {
                order.arrived(handed, nowMs);
            }
            head = feed.head();
        }
    }

    private Handed take(Delivery head) {
        byte[] bytes = head.stretch().bytes();
        changes++;
        return head.kind() == Delivery.Kind.RESENT
                ? unsettled.addResent(head.packetId(), bytes, head.at(), view.offset())
                : unsettled.add(bytes, head.at(), view.offset());
    }

    private void wakeForHead(long nowMs) {
        Delivery head = feed.head();
        if (head != Delivery.NONE) {
            view.on(head.stretch().bytes(), head.at());
            wakeUp.at(Math.max(nowMs + HEAD_PAUSE_MS, limits.dueMs(view)), nowMs);
        }
    }

    /** The session by which it reads; asked only once it is open. */
    int ref() {
        return feed.ref();
    }

    /**
     * What the log lane has found that the queue has removed besides, since it is empty. Any lane
     * may call.
     */
    public void recounted(long messages, long bytes) {
        onLane(() -> backlog.recount(messages, bytes));
    }

    /** Counts what has changed that is to be kept in the log. */
    public long changes() {
        return changes;
    }

    /** Messages that it is done with, ever, as it is to be kept in the log. */
    public long removed() {
        return backlog.removed();
    }

    /** Bytes of their records. */
    public long removedBytes() {
        return backlog.removedBytes();
    }

    /** How often each of these messages was refused, as it is to be kept in the log. */
    public int[] refusals(long[] offsets) {
        return unsettled.refusals(offsets);
    }

    @Override
    public void opened(Feed opened, SessionState state) {
        feed = opened;
        pump();
    }

    @Override
    public void refused(Refusal why) {
        throw new IllegalStateException("the group " + filter + " was refused: " + why.text());
    }

    @Override
    public void deliverable() {
        pump();
    }

    @Override
    public void takenOver() {
        throw new IllegalStateException("somebody else opened the group " + filter);
    }

    @Override
    public void dismissed(Refusal why) {
        close();
    }

    /** Retention took what no member had: there is nobody to tell but the gap's counter. */
    @Override
    public void lost(long records) {
        deadLetters.lost(records);
    }

    @Override
    public void skipped(long records) {
        deadLetters.lost(records);
    }

    @Override
    public Inflight inflight() {
        return unsettled.toInflight();
    }
}
