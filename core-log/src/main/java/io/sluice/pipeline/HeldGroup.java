package io.sluice.pipeline;

import io.sluice.broker.TopicFilter;
import io.sluice.group.Backlog;
import io.sluice.group.Group;
import io.sluice.group.GroupMember;
import io.sluice.group.QueueLimits;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A group or queue, its cursor's outbox, and how many sessions subscribe to it. */
@OwnedBy(Lane.LOG)
final class HeldGroup {
    private static final long IN_USE = -1;

    private final TopicFilter filter;
    private final Group group;
    private final Outbox outbox;
    private final QueueLimits limits;
    private final Map<Outbox, GroupMember> members = new HashMap<>();
    private final Set<Outbox> retired = new HashSet<>();
    private int holders;
    private long idleSinceMs = IN_USE;

    HeldGroup(TopicFilter filter, Group group, Outbox outbox, QueueLimits limits) {
        this.filter = filter;
        this.group = group;
        this.outbox = outbox;
        this.limits = limits;
    }

    TopicFilter filter() {
        return filter;
    }

    Group group() {
        return group;
    }

    Outbox outbox() {
        return outbox;
    }

    QueueLimits limits() {
        return limits;
    }

    /** Sessions, connected and asleep, that subscribe to it. */
    int holders() {
        return holders;
    }

    void heldBy(int sessions) {
        holders = sessions;
    }

    void addHolder() {
        holders++;
    }

    void removeHolder() {
        holders = Math.max(0, holders - 1);
    }

    /** Who is connected. */
    Map<Outbox, GroupMember> members() {
        return new LinkedHashMap<>(members);
    }

    /** A connected session is a member from now on, in the place of what it was before. */
    void join(Outbox its, GroupMember member) {
        retire(its);
        members.put(its, member);
        group.join(member);
    }

    /**
     * A connected session is no member any more. What it has, it goes on with if that is its
     * protocol's way.
     *
     * @return whether the group must be told when it is gone
     */
    boolean retire(Outbox its) {
        GroupMember member = members.remove(its);
        if (member != null && its.feed().subscriber().finishesWhatItHas()) {
            group.retire(member);
            retired.add(its);
        } else if (member != null) {
            group.leave(member);
        }
        return retired.contains(its);
    }

    /** Its connection is gone. */
    void leave(Outbox its) {
        GroupMember member = members.remove(its);
        if (retired.remove(its)) {
            group.gone(its.feed());
        } else if (member != null) {
            group.leave(member);
        }
    }

    /** Whether nobody holds it, and it holds nothing that somebody could still want. */
    private boolean isIdle() {
        Backlog backlog = group.backlog();
        boolean isEmpty = backlog.isCounted() && backlog.messages() == 0;
        return holders == 0 && (!filter.isQueue() || isEmpty);
    }

    /** Whether it has been idle for so long. */
    boolean isIdleFor(long idleMs, long nowMs) {
        if (!isIdle()) {
            idleSinceMs = IN_USE;
            return false;
        }
        if (idleSinceMs == IN_USE) {
            idleSinceMs = nowMs;
        }
        return nowMs - idleSinceMs >= idleMs;
    }
}
