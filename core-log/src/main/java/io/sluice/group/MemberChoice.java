package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The members of one group, and who of them gets the next message. */
@OwnedBy(Lane.GROUP)
final class MemberChoice {
    private final GroupConfig.Strategy strategy;
    private final List<GroupMember> members = new ArrayList<>();
    private final Map<Integer, Stuck> stuck = new HashMap<>();
    private int nextTurn;

    /** A topic that sticks to a member while that has unsettled messages of it. */
    private static final class Stuck {
        private final GroupMember member;
        private int count;

        private Stuck(GroupMember member) {
            this.member = member;
        }
    }

    private MemberChoice(GroupConfig.Strategy strategy) {
        this.strategy = strategy;
    }

    static MemberChoice by(GroupConfig.Strategy strategy) {
        return new MemberChoice(strategy);
    }

    void add(GroupMember member) {
        members.add(member);
    }

    void remove(GroupMember member) {
        members.remove(member);
        stuck.values().removeIf(each -> each.member == member);
    }

    /** Whether any member can take a message. */
    boolean hasRoom() {
        for (GroupMember member : members) {
            if (member.hasRoom()) {
                return true;
            }
        }
        return false;
    }

    /** Gives it to somebody; false if whoever should have it has no room. */
    boolean give(Handed handed) {
        if (strategy != GroupConfig.Strategy.BY_TOPIC) {
            return giveToAny(handed) != Handed.NOBODY;
        }
        Stuck holder = stuck.get(handed.topicHash());
        if (holder == null) {
            GroupMember chosen = giveToAny(handed);
            if (chosen == Handed.NOBODY) {
                return false;
            }
            holder = new Stuck(chosen);
            stuck.put(handed.topicHash(), holder);
        } else if (holder.member.hasRoom()) {
            holder.member.choose(handed);
        } else {
            return false;
        }
        holder.count++;
        return true;
    }

    private GroupMember giveToAny(Handed handed) {
        GroupMember chosen =
                strategy == GroupConfig.Strategy.LEAST_IN_FLIGHT ? idlest() : nextWithRoom();
        if (chosen != Handed.NOBODY) {
            chosen.choose(handed);
        }
        return chosen;
    }

    private GroupMember nextWithRoom() {
        for (int i = 0; i < members.size(); i++) {
            GroupMember member = members.get(nextTurn++ % members.size());
            if (nextTurn == members.size()) {
                nextTurn = 0;
            }
            if (member.hasRoom()) {
                return member;
            }
        }
        return Handed.NOBODY;
    }

    private GroupMember idlest() {
        GroupMember idlest = Handed.NOBODY;
        for (GroupMember member : members) {
            if (member.hasRoom()
                    && (idlest == Handed.NOBODY || member.unsettled() < idlest.unsettled())) {
                idlest = member;
            }
        }
        return idlest;
    }

    /** The message is settled, or nobody has it any more. */
    void forget(Handed handed) {
        if (strategy != GroupConfig.Strategy.BY_TOPIC) {
            return;
        }
        Stuck holder = stuck.get(handed.topicHash());
        if (holder != null && handed.isOf(holder.member) && --holder.count == 0) {
            stuck.remove(handed.topicHash());
        }
    }

    /** Hands over what was given in this go. */
    void sendAll() {
        for (GroupMember member : members) {
            member.send();
        }
    }
}
