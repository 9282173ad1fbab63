package io.sluice.group;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Share;
import io.sluice.lane.Crossing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    // The member's loop:
    private final Map<Long, Integer> tries = new HashMap<>();
    private List<Settled> said = new ArrayList<>();
    private Group group;

    private record Try(long offset, int count) {}

    /** What a member has said of one message. */
    enum Outcome {
        ACKNOWLEDGED,
        REQUEUED,
        DISCARDED
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

    /** Before it is told to anybody. */
    public void belongTo(Group itsGroup) {
        group = itsGroup;
    }

    boolean hasRoom() {
        return unsettled < window;
    }

    /** On the group's lane: messages that it has and has said nothing of. */
    public int unsettled() {
        return unsettled;
    }

    /** On the group's lane: this one gets it, with the others of this go. */
    void choose(Handed handed) {
        handed.giveTo(this);
        unsettled++;
        chosen.add(Delivery.shared(handed.stretch(), grant, this));
        if (handed.tries() > 1) {
            chosenTries.add(new Try(handed.offset(), handed.tries()));
        }
    }

    /** On the group's lane: one that it had is settled, or was taken back. */
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
        again.forEach(each -> tries.put(each.offset(), each.count()));
        feed.hand(deliveries);
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
        return tries.getOrDefault(offset, 1);
    }

    private void say(long offset, Outcome outcome) {
        said.add(new Settled(offset, outcome));
        tries.remove(offset);
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
