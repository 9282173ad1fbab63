package io.sluice.pipeline;

import io.sluice.broker.Grant;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.group.Backlog;
import io.sluice.group.Group;
import io.sluice.group.GroupHouse;
import io.sluice.group.GroupMember;
import io.sluice.group.QueueConfig;
import io.sluice.group.QueueLimits;
import io.sluice.inspect.GroupReport;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.subscription.CarriedRuns;
import io.sluice.subscription.GroupEntry;
import io.sluice.subscription.SessionEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which groups and queues there are, and who holds them. A group is opened at the slot of its first
 * member and so starts at that very offset; a queue at the slot of its first message, too. It lives
 * as long as a session holds it, connected or asleep, and as much longer as is configured; a queue
 * also while it holds messages.
 */
@OwnedBy(Lane.LOG)
final class Groups {
    private static final int QOS_MAX = 2;
    private static final String DEAD = "$dlq/";

    private final GroupHouse house;
    private final LoopIngress ingress;
    private final QueueConfig config;
    private final QueueMetrics lags;
    private final Map<String, HeldGroup> held = new HashMap<>();
    private final Map<Integer, HeldGroup> byRef = new HashMap<>();
    private final Map<Outbox, Set<HeldGroup>> retirements = new HashMap<>();
    private final AtomicLong removedBytesOfAll = new AtomicLong();
    private long addedBytesOfAll;
    private int queueCount;

    /**
     * @param ingress of the lane on which groups live
     * @param lags where queues are told of
     */
    Groups(GroupHouse house, LoopIngress ingress, QueueMetrics lags) {
        this.house = house;
        this.ingress = ingress;
        this.config = house.config().queues();
        this.lags = lags;
    }

    /** After recovery: every group that a session holds, and every queue, reads on. */
    void restore(LogDesk desk) throws IOException {
        List<SessionEntry> cursors = new ArrayList<>();
        Map<String, Integer> holders = new HashMap<>();
        desk.state()
                .sessions()
                .forEachActive(
                        entry -> {
                            if (entry.isGroup()) {
                                cursors.add(entry);
                            } else {
                                countHolds(entry, holders);
                            }
                        });
        for (SessionEntry cursor : cursors) {
            TopicFilter filter = new TopicFilter(cursor.name().id());
            HeldGroup opened = open(filter, desk);
            int holds = holders.getOrDefault(filter.text(), 0);
            opened.heldBy(holds);
            count(filter, holds, desk);
            addedBytesOfAll += opened.group().backlog().bytes();
        }
        timePassed(desk);
    }

    private static void countHolds(SessionEntry entry, Map<String, Integer> holders) {
        for (Subscription subscription : entry.subscriptions()) {
            if (subscription.filter().isGroup()) {
                holders.merge(subscription.filter().text(), 1, Integer::sum);
            }
        }
    }

    /** Whether a group or a queue of this name is there. */
    boolean has(String name) {
        return held.containsKey(name);
    }

    /** Whether the queue is there, or may be made and is now. */
    boolean makeSureOf(TopicFilter queue, LogDesk desk) throws IOException {
        if (held.containsKey(queue.text())) {
            return true;
        }
        if (!admits(queue)) {
            return false;
        }
        open(queue, desk);
        return true;
    }

    /** Whether the group is there or may be made. */
    boolean admits(TopicFilter group) {
        return !isCounted(group)
                || held.containsKey(group.text())
                || queueCount < config.countMax();
    }

    /** What holds the dead letters of a queue comes with it. */
    private static boolean isCounted(TopicFilter group) {
        return group.isQueue() && !group.text().startsWith(DEAD);
    }

    /**
     * Why a queue will not have one message more, or null: it is asked for every message.
     *
     * @param messages that it is about to get besides
     * @param bytes of those
     * @param bytesOfAll of what all queues are about to get
     */
    Refusal refusal(String queue, long messages, long bytes, long bytesOfAll, int moreBytes) {
        long all = addedBytesOfAll - removedBytesOfAll.get() + bytesOfAll + moreBytes;
        if (all > config.bytesMaxAll()) {
            return Refusal.QUEUES_FULL;
        }
        HeldGroup group = held.get(queue);
        QueueLimits limits = group.limits();
        Backlog backlog = group.group().backlog();
        if (limits.overflow() == QueueLimits.Overflow.DROP_OLDEST || !backlog.isCounted()) {
            return null;
        }
        boolean hasRoom =
                limits.admits(backlog.messages() + messages, backlog.bytes() + bytes, moreBytes);
        return hasRoom ? null : Refusal.QUEUE_FULL;
    }

    /** So much was put into queues. */
    void added(long bytes) {
        addedBytesOfAll += bytes;
    }

    /** Has a queue drop its oldest messages, if it holds more than it may. */
    void wakeIfTooLong(String queue) {
        HeldGroup group = held.get(queue);
        Backlog backlog = group.group().backlog();
        if (!group.limits().admits(backlog.messages() - 1, backlog.bytes(), 0)) {
            group.group().overflowed();
        }
    }

    /**
     * A connected session subscribes, or one that was asleep is back.
     *
     * @param isNew whether the session did not hold the group before
     */
    void join(Outbox outbox, Subscription subscription, boolean isNew, LogDesk desk)
            throws IOException {
        TopicFilter filter = subscription.filter();
        HeldGroup group = held.get(filter.text());
        if (group == null) {
            group = open(filter, desk);
        }
        if (isNew) {
            group.addHolder();
            count(filter, 1, desk);
        }
        GroupMember member = outbox.feed().memberUnder(grant(subscription));
        member.belongTo(group.group(), group.outbox().ref());
        group.join(outbox, member);
    }

    private static Grant grant(Subscription subscription) {
        int identifier = subscription.identifier();
        int[] identifiers = identifier == 0 ? new int[0] : new int[] {identifier};
        int qos =
                subscription.filter().isQueue()
                        ? Math.min(1, subscription.qos())
                        : subscription.qos();
        return new Grant(qos, false, subscription.retainAsPublished(), identifiers);
    }

    /** A connected session unsubscribes. */
    void unsubscribe(Outbox outbox, TopicFilter filter, LogDesk desk) throws IOException {
        HeldGroup group = held.get(filter.text());
        boolean isOwed = group != null && group.retire(outbox);
        release(filter, desk);
        if (isOwed && held.containsKey(filter.text())) {
            retirements.computeIfAbsent(outbox, unknown -> new HashSet<>()).add(group);
        }
    }

    /** The connection of what may have been a member has ended. */
    void gone(Outbox outbox) {
        retirements.getOrDefault(outbox, Set.of()).forEach(group -> group.leave(outbox));
        retirements.remove(outbox);
    }

    /** A member's connection has ended; its session may go on. */
    void disconnect(Outbox outbox, TopicFilter filter) {
        HeldGroup group = held.get(filter.text());
        if (group != null) {
            group.leave(outbox);
        }
    }

    /** A session holds the group no more. */
    void release(TopicFilter filter, LogDesk desk) throws IOException {
        HeldGroup group = held.get(filter.text());
        if (group != null) {
            group.removeHolder();
            count(filter, -1, desk);
            endIfIdle(group, desk);
        }
    }

    private static void count(TopicFilter filter, int holders, LogDesk desk) {
        if (!filter.isQueue()) {
            desk.metrics().sharedSubscriptions(holders);
        }
    }

    /** Which there are, by name. */
    List<String> names() {
        return held.keySet().stream().sorted().toList();
    }

    /** What there is to say of one, said on its own lane; nothing of one that is not there. */
    Optional<CompletableFuture<GroupReport>> report(String name) {
        HeldGroup group = held.get(name);
        if (group == null) {
            return Optional.empty();
        }
        int holders = group.holders();
        Map<Outbox, GroupMember> members = group.members();
        CompletableFuture<GroupReport> said = new CompletableFuture<>();
        house.lane()
                .execute(
                        () ->
                                said.complete(
                                        new GroupReport(
                                                name,
                                                holders,
                                                members.entrySet().stream()
                                                        .map(Groups::member)
                                                        .toList())));
        return Optional.of(said);
    }

    private static GroupReport.Member member(Map.Entry<Outbox, GroupMember> entry) {
        return new GroupReport.Member(entry.getKey().label(), entry.getValue().unsettled());
    }

    boolean isThere(String name) {
        return held.containsKey(name);
    }

    /** Whether a session subscribes to it, be it asleep. */
    boolean isHeld(String name) {
        return held.get(name).holders() > 0;
    }

    /** Ends a group or queue that nobody holds. */
    void delete(String name, LogDesk desk) throws IOException {
        end(held.get(name), desk);
    }

    /** The cursor with this session was moved: how much lies before it has to be counted anew. */
    void sought(int ref) {
        HeldGroup group = byRef.get(ref);
        if (group != null) {
            group.group().backlog().uncount();
        }
    }

    /** Some of what the queue with this session holds was carried forward. */
    void carried(int ref, CarriedRuns runs) {
        HeldGroup group = byRef.get(ref);
        if (group != null) {
            group.outbox().carry(runs);
        }
    }

    /** Groups that nobody has held for long enough end, and queues that have been empty. */
    void timePassed(LogDesk desk) throws IOException {
        for (HeldGroup group : List.copyOf(held.values())) {
            endIfIdle(group, desk);
        }
    }

    private void endIfIdle(HeldGroup group, LogDesk desk) throws IOException {
        boolean isQueue = group.filter().isQueue();
        long idleMs = (isQueue ? config.idleExpiry() : house.config().expiry()).toMillis();
        if (group.isIdleFor(idleMs, house.clock().millis())) {
            end(group, desk);
        }
    }

    private void end(HeldGroup group, LogDesk desk) throws IOException {
        held.remove(group.filter().text());
        byRef.remove(group.outbox().ref());
        removedBytesOfAll.addAndGet(group.group().backlog().bytes());
        queueCount -= isCounted(group.filter()) ? 1 : 0;
        lags.forget(group.filter());
        retirements
                .values()
                .removeIf(
                        groups -> {
                            groups.remove(group);
                            return groups.isEmpty();
                        });
        group.group().end();
        desk.registrar().dropGroup(group.outbox(), desk);
    }

    private HeldGroup open(TopicFilter filter, LogDesk desk) throws IOException {
        SessionName name = new SessionName(SessionEntry.GROUP_SPACE, filter.text());
        SessionRequest request =
                new SessionRequest(name, false, SessionRequest.NEVER_EXPIRES, Will.NONE);
        Group group = new Group(filter, house);
        OpenRequest opening =
                new OpenRequest(ingress, request, group, house.config().unsettledMax());
        Outbox outbox = desk.registrar().openGroup(opening, desk);
        GroupEntry entry = desk.state().groups().of(outbox.entry());
        Backlog backlog =
                new Backlog(
                        entry::published,
                        entry::publishedBytes,
                        entry.removed(),
                        entry.removedBytes(),
                        removedBytesOfAll);
        if (!entry.isCounted()) {
            backlog.uncount();
        }
        group.goOn(backlog, entry.refusals());
        subscribe(outbox, filter.inner(), desk);
        HeldGroup opened = new HeldGroup(filter, group, outbox, config.limitsOf(filter));
        held.put(filter.text(), opened);
        byRef.put(outbox.ref(), opened);
        queueCount += isCounted(filter) ? 1 : 0;
        lags.remember(filter, backlog);
        return opened;
    }

    private static void subscribe(Outbox outbox, TopicFilter inner, LogDesk desk)
            throws IOException {
        if (!outbox.entry().has(inner)) {
            Subscription wanted = Subscription.of(inner, QOS_MAX);
            byte[] record = desk.records().subscribe(outbox.ref(), List.of(wanted));
            desk.change(record, true);
            desk.router().index().put(outbox, wanted);
            outbox.subscriptionsChanged();
        }
    }
}
