package io.sluice.pipeline;

import io.sluice.broker.Grant;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Will;
import io.sluice.group.DeadLetters;
import io.sluice.group.Group;
import io.sluice.group.GroupConfig;
import io.sluice.group.GroupMember;
import io.sluice.inspect.GroupReport;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.SessionEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Which groups and queues there are, and who holds them. A group is opened at the slot of its first
 * member and so starts at that very offset; a queue at the slot of its first message, too. It lives
 * as long as a session holds it, connected or asleep; a queue also while it holds messages.
 */
@OwnedBy(Lane.LOG)
final class Groups {
    private static final int QOS_MAX = 2;

    private final ScheduledExecutorService lane;
    private final LoopIngress ingress;
    private final GroupConfig config;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final Map<String, Held> held = new HashMap<>();

    /** A group, its cursor's outbox, and how many sessions subscribe to it. */
    private static final class Held {
        private final Group group;
        private Outbox outbox;
        private int holders;
        private final Map<Outbox, GroupMember> members = new HashMap<>();

        private Held(Group group) {
            this.group = group;
        }
    }

    Groups(
            ScheduledExecutorService lane,
            LoopIngress ingress,
            GroupConfig config,
            DeadLetters deadLetters,
            Clock clock) {
        this.lane = lane;
        this.ingress = ingress;
        this.config = config;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    /** After recovery: every group that a session holds, and every queue, reads on. */
    void restore(LogDesk desk) throws IOException {
        List<SessionEntry> cursors = new ArrayList<>();
        Map<String, Integer> holders = new HashMap<>();
        desk.state()
                .sessions()
                .forEach(
                        entry -> {
                            if (entry.isGroup()) {
                                cursors.add(entry);
                            } else {
                                countHolds(entry, holders);
                            }
                        });
        for (SessionEntry cursor : cursors) {
            TopicFilter filter = new TopicFilter(cursor.name().id());
            int count = holders.getOrDefault(filter.text(), 0);
            if (count > 0 || filter.isQueue()) {
                open(filter, desk).holders = count;
            } else {
                desk.change(desk.records().sessionEnded(cursor.ref()), true);
            }
        }
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

    /** Makes sure that the queues to which these messages go are there before the messages are. */
    void openQueues(byte[] messages, LogDesk desk) throws IOException {
        for (int at = 0; at < messages.length; at = RecordLayout.next(messages, at)) {
            int topicAt = RecordLayout.topicAt(at);
            if (messages[topicAt] != '$') {
                continue;
            }
            int topicBytes = RecordLayout.topicBytes(messages, at);
            String name = new String(messages, topicAt, topicBytes, StandardCharsets.UTF_8);
            if (!held.containsKey(name) && Topic.isQueue(name)) {
                open(new TopicFilter(name), desk);
            }
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
        Held group = held.get(filter.text());
        if (group == null) {
            group = open(filter, desk);
        }
        if (isNew) {
            group.holders++;
        }
        GroupMember before = group.members.remove(outbox);
        if (before != null) {
            group.group.leave(before);
        }
        GroupMember member = outbox.feed().memberUnder(grant(subscription));
        member.belongTo(group.group);
        group.members.put(outbox, member);
        group.group.join(member);
    }

    private static Grant grant(Subscription subscription) {
        int identifier = subscription.identifier();
        int[] identifiers = identifier == 0 ? new int[0] : new int[] {identifier};
        return new Grant(subscription.qos(), false, subscription.retainAsPublished(), identifiers);
    }

    /** A connected session unsubscribes. */
    void unsubscribe(Outbox outbox, TopicFilter filter, LogDesk desk) throws IOException {
        disconnect(outbox, filter);
        release(filter, desk);
    }

    /** A member's connection has ended; its session may go on. */
    void disconnect(Outbox outbox, TopicFilter filter) {
        Held group = held.get(filter.text());
        if (group == null) {
            return;
        }
        GroupMember member = group.members.remove(outbox);
        if (member != null) {
            group.group.leave(member);
        }
    }

    /** A session holds the group no more. */
    void release(TopicFilter filter, LogDesk desk) throws IOException {
        Held group = held.get(filter.text());
        if (group != null && --group.holders <= 0 && !filter.isQueue()) {
            held.remove(filter.text());
            group.group.end();
            desk.registrar().dropGroup(group.outbox, desk);
        }
    }

    /** Which there are, by name. */
    List<String> names() {
        return held.keySet().stream().sorted().toList();
    }

    /** What there is to say of one, said on its own lane; nothing of one that is not there. */
    Optional<CompletableFuture<GroupReport>> report(String name) {
        Held group = held.get(name);
        if (group == null) {
            return Optional.empty();
        }
        int holders = group.holders;
        Map<Outbox, GroupMember> members = new LinkedHashMap<>(group.members);
        CompletableFuture<GroupReport> said = new CompletableFuture<>();
        lane.execute(
                () ->
                        said.complete(
                                new GroupReport(
                                        name,
                                        holders,
                                        members.entrySet().stream().map(Groups::member).toList())));
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
        return held.get(name).holders > 0;
    }

    /** Ends a group or queue that nobody holds. */
    void delete(String name, LogDesk desk) throws IOException {
        Held group = held.remove(name);
        group.group.end();
        desk.registrar().dropGroup(group.outbox, desk);
    }

    private Held open(TopicFilter filter, LogDesk desk) throws IOException {
        Group group = new Group(filter, lane, ingress, config, deadLetters, clock);
        Held opened = new Held(group);
        SessionName name = new SessionName(SessionEntry.GROUP_SPACE, filter.text());
        SessionRequest request =
                new SessionRequest(name, false, SessionRequest.NEVER_EXPIRES, Will.NONE);
        OpenRequest opening = new OpenRequest(ingress, request, group, config.unsettledMax());
        opened.outbox = desk.registrar().openGroup(opening, desk);
        TopicFilter inner = filter.inner();
        if (!opened.outbox.entry().has(inner)) {
            Subscription wanted = Subscription.of(inner, QOS_MAX);
            byte[] record = desk.records().subscribe(opened.outbox.ref(), List.of(wanted));
            desk.change(record, true);
            desk.router().index().put(opened.outbox, wanted);
            opened.outbox.subscriptionsChanged();
        }
        held.put(filter.text(), opened);
        return opened;
    }
}
