package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.List;

/** The members of one group, and who of them gets the next message. */
@OwnedBy(Lane.GROUP)
final class MemberChoice {
    private final boolean prefersIdlest;
    private final boolean singleActive;
    private final List<GroupMember> members = new ArrayList<>();
    private int nextTurn;

    /**
     * @param singleActive whether the member that came first gets all, until it is gone
     */
    MemberChoice(GroupConfig.Strategy strategy, boolean singleActive) {
        this.prefersIdlest = strategy == GroupConfig.Strategy.LEAST_IN_FLIGHT;
        this.singleActive = singleActive;
    }

    void add(GroupMember member) {
        members.add(member);
    }

    void remove(GroupMember member) {
        members.remove(member);
    }

    void removeAllOf(MemberFeed session) {
        members.removeIf(member -> member.isOf(session));
    }

    /** Whether any member can take a message. */
    boolean hasRoom() {
        return activeCount() > 0
                && members.subList(0, activeCount()).stream().anyMatch(GroupMember::hasRoom);
    }

    private int activeCount() {
        return singleActive ? Math.min(1, members.size()) : members.size();
    }

    /** Gives it to somebody; false if nobody has room. */
    boolean give(Handed handed, long nowMs) {
        GroupMember chosen = prefersIdlest ? idlest() : nextWithRoom();
        if (chosen == Handed.NOBODY) {
            return false;
        }
        chosen.choose(handed, nowMs);
        return true;
    }

    private GroupMember nextWithRoom() {
        int count = activeCount();
        for (int i = 0; i < count; i++) {
            nextTurn = nextTurn >= count ? 0 : nextTurn;
            GroupMember member = members.get(nextTurn++);
            if (member.hasRoom()) {
                return member;
            }
        }
        return Handed.NOBODY;
    }

    private GroupMember idlest() {
        GroupMember idlest = Handed.NOBODY;
        for (int i = 0; i < activeCount(); i++) {
            GroupMember member = members.get(i);
            if (member.hasRoom()
                    && (idlest == Handed.NOBODY || member.unsettled() < idlest.unsettled())) {
                idlest = member;
            }
        }
        return idlest;
    }

    /** Hands over what was given in this go. */
    void sendAll() {
        for (GroupMember member : members) {
            member.send();
        }
    }
}
