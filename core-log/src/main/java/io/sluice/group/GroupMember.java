package io.sluice.group;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Share;
import io.sluice.lane.Crossing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One member of one group. The group's lane chooses what it gets; the member's loop says what
 * became of it. Both gather: what is handed over in one go is one task, and so is what is said in
 * one go.
 */
@Crossing
public final class GroupMember implements Share {
    private final Executor loop;
    private final MemberFeed feed;
    private final Grant grant;
    private final int window;

    // The group's lane:
    private List<Delivery> chosen = new ArrayList<>();
    private List<Try> chosenTries = new ArrayList<>();
    private int unsettled;
    private boolean retired;

    // The member's loop:
    private final Map<Long, Try> tries = new HashMap<>();
    private final Set<Long> claimed = new HashSet<>();
    private final Set<Long> recalled = new HashSet<>();
    private List<Settled> said = new ArrayList<>();
    private Group group;
    private int ref;

    /** What is told of a delivery that is not the first of its message. */
    private record Try(long offset, int count) {}

    /** What a member has said of one message. */
    enum Outcome {
        ACKNOWLEDGED,
        REQUEUED,
        DISCARDED,
        /** Nothing, for too long. */
        SILENT
    }

    record Settled(long offset, Outcome outcome) {}

    /**
     * A member that has not joined yet.
     *
     * @param loop the event loop on which it lives
     * @param grant the terms of its subscription
     * @param window unsettled messages that it takes at once
     */
    public GroupMember(Executor loop, MemberFeed feed, Grant grant, int window) {
        this.loop = loop;
        this.feed = feed;
        this.grant = grant;
        this.window = window;
    }

    /**
     * Before it is told to anybody.
     *
     * @param itsRef the session by which the group reads
     */
    public void belongTo(Group itsGroup, int itsRef) {
        group = itsGroup;
        ref = itsRef;
    }

    boolean hasRoom() {
        return !retired && unsettled < window;
    }

    /** On the group's lane: it takes nothing more. */
    void retire() {
        retired = true;
    }

    boolean isOf(MemberFeed session) {
        return feed == session;
    }

    /** On the group's lane: messages that it has and has said nothing of. */
    public int unsettled() {
        return unsettled;
    }

    /** On the group's lane: this one gets it, with the others of this go. */
    void choose(Handed handed, long nowMs) {
        handed.giveTo(this, nowMs);
        unsettled++;
        chosen.add(Delivery.shared(handed.stretch(), grant, this));
        if (handed.isRedelivered()) {
            chosenTries.add(new Try(handed.offset(), handed.tries()));
        }
    }

    /** On the group's lane: it has said something of one delivery. */
    void relieve() {
        unsettled--;
    }

    /** On the group's lane: hands over what was chosen. */
    void send() {
        if (chosen.isEmpty()) {
            return;
        }
        List<Delivery> deliveries = chosen;
        List<Try> again = chosenTries;
        chosen = new ArrayList<>();
        chosenTries = new ArrayList<>();
        onLoop(() -> arrive(deliveries, again));
    }

    private void arrive(List<Delivery> deliveries, List<Try> again) {
        for (Try each : again) {
            tries.put(each.offset(), each);
            recalled.remove(each.offset());
        }
        feed.hand(deliveries);
    }

    /**
     * On the group's lane: it has been silent about these for too long. Unless it is about to say
     * something in the log, they are taken from it; its window stays as full as it is until it says
     * something after all.
     */
    void recall(List<Long> offsets) {
        onLoop(
                () -> {
                    for (long offset : offsets) {
                        if (!claimed.contains(offset)) {
                            recalled.add(offset);
                            tell(offset, Outcome.SILENT);
                        }
                    }
                });
    }

    /** On the group's lane: it had said something of this one before it was recalled. */
    void forgive(long offset) {
        onLoop(() -> recalled.remove(offset));
    }

    @Override
    public int ref() {
        return ref;
    }

    @Override
    public boolean claim(long offset) {
        if (recalled.contains(offset)) {
            return false;
        }
        claimed.add(offset);
        return true;
    }

    @Override
    public void acknowledged(long offset) {
        say(offset, Outcome.ACKNOWLEDGED);
    }

    @Override
    public void rejected(long offset, boolean requeue) {
        say(offset, requeue ? Outcome.REQUEUED : Outcome.DISCARDED);
    }

    @Override
    public int tries(long offset) {
        Try known = tries.isEmpty() ? null : tries.get(offset);
        return known == null ? 1 : known.count();
    }

    @Override
    public boolean isRedelivered(long offset) {
        return !tries.isEmpty() && tries.containsKey(offset);
    }

    private void say(long offset, Outcome outcome) {
        tries.remove(offset);
        claimed.remove(offset);
        recalled.remove(offset);
        tell(offset, outcome);
    }

    private void tell(long offset, Outcome outcome) {
        said.add(new Settled(offset, outcome));
        if (said.size() == 1) {
            onLoop(this::tellGroup);
        }
    }

    /**
     * A loop that is shut down has no connections left, so there is nobody to hear or to be told.
     */
    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException gone) {
            return;
        }
    }

    private void tellGroup() {
        List<Settled> settled = said;
        said = new ArrayList<>();
        group.settled(this, settled);
    }
}
