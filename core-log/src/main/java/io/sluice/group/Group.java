package io.sluice.group;

import io.sluice.broker.Close;
import io.sluice.broker.Delivery;
import io.sluice.broker.DropReason;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One group or queue: takes messages from its feed as long as some member has room, and remembers
 * each until it is settled. What a member that is gone had, another gets.
 *
 * <p>Its window is kept in the log as that of any session: after a crash what was unsettled comes
 * again, at most a second of what was settled too.
 */
@OwnedBy(Lane.GROUP)
public final class Group implements Subscriber {
    private static final long LAST_CLOSE = 0;

    private final TopicFilter filter;
    private final ScheduledExecutorService lane;
    private final Ingress ingress;
    private final GroupConfig config;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final MemberChoice choice;
    private final Unsettled unsettled;
    private final PriorityQueue<Handed> returned =
            new PriorityQueue<>(
                    Comparator.comparingLong(Handed::dueMs).thenComparingLong(Handed::offset));
    private final MessageView view = new MessageView();
    private Feed feed;
    private boolean pumpDue;

    /**
     * A group whose session is being opened.
     *
     * @param filter with its group, as members name it
     * @param lane on which it lives
     */
    public Group(
            TopicFilter filter,
            ScheduledExecutorService lane,
            Ingress ingress,
            GroupConfig config,
            DeadLetters deadLetters,
            Clock clock) {
        this.filter = filter;
        this.lane = lane;
        this.ingress = ingress;
        this.config = config;
        this.deadLetters = deadLetters;
        this.clock = clock;
        choice = MemberChoice.by(config.strategy());
        unsettled = new Unsettled(config.unsettledMax());
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
        for (Handed handed : unsettled.of(member)) {
            choice.forget(handed);
            handed.takeBack(0);
            returned.add(handed);
        }
        pump();
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
        onLane(() -> settle(member, said));
    }

    private void settle(GroupMember member, List<GroupMember.Settled> said) {
        for (GroupMember.Settled each : said) {
            for (Handed handed : unsettled.find(each.offset(), member)) {
                member.relieve();
                choice.forget(handed);
                settle(handed, each.outcome());
            }
        }
        pump();
    }

    private void settle(Handed handed, GroupMember.Outcome outcome) {
        if (outcome == GroupMember.Outcome.ACKNOWLEDGED) {
            unsettled.remove(handed);
            return;
        }
        handed.refused();
        boolean hopeless = filter.isQueue() && handed.refusals() >= config.deliveriesMax();
        if (outcome == GroupMember.Outcome.REQUEUED && !hopeless) {
            handed.takeBack(clock.millis() + config.pauseMs(handed.refusals()));
            returned.add(handed);
            return;
        }
        unsettled.remove(handed);
        if (filter.isQueue()) {
            deadLetters.bury(
                    filter, handed.view(), hopeless ? "max-deliveries" : "rejected", ingress);
        } else {
            deadLetters.dropped(filter, handed.view(), DropReason.REJECTED);
        }
    }

    private void pump() {
        if (feed == null) {
            return;
        }
        boolean hasRoom = giveReturned() && giveFromFeed();
        choice.sendAll();
        if (hasRoom || !returned.isEmpty()) {
            comeBackForReturned();
        }
    }

    /** Whether members have room for more. */
    private boolean giveReturned() {
        long now = clock.millis();
        List<Handed> kept = new ArrayList<>();
        boolean hasRoom = true;
        while (hasRoom && !returned.isEmpty() && returned.peek().dueMs() <= now) {
            Handed handed = returned.poll();
            if (!choice.give(handed)) {
                kept.add(handed);
                hasRoom = choice.hasRoom();
            }
        }
        returned.addAll(kept);
        return hasRoom;
    }

    private boolean giveFromFeed() {
        long now = clock.millis();
        Delivery head = feed.head();
        while (head != Delivery.NONE && unsettled.hasRoom() && choice.hasRoom()) {
            byte[] bytes = head.stretch().bytes();
            view.on(bytes, head.at());
            if (view.hasExpired(now)) {
                deadLetters.dropped(filter, view, DropReason.EXPIRED);
            } else if (!unsettled.has(view.offset())) {
                Handed handed =
                        head.kind() == Delivery.Kind.RESENT
                                ? unsettled.addResent(head.packetId(), bytes, head.at())
                                : unsettled.add(bytes, head.at());
                if (!choice.give(handed)) {
                    returned.add(handed); // sticks to a member that is full: it waits, others go on
                }
            }
            feed.consume(view.next());
            head = feed.head();
        }
        return choice.hasRoom();
    }

    private void comeBackForReturned() {
        if (returned.isEmpty() || pumpDue) {
            return;
        }
        long pauseMs = returned.peek().dueMs() - clock.millis();
        if (pauseMs > 0) {
            pumpDue = true;
            var unused = lane.schedule(this::comeBack, pauseMs, TimeUnit.MILLISECONDS);
        }
    }

    private void comeBack() {
        pumpDue = false;
        pump();
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
