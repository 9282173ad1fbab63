package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** As they come; what was refused or had a member that went, as soon as it is due. */
@OwnedBy(Lane.GROUP)
final class AnyOrder implements GivingOrder {
    private final MemberChoice choice;
    private final PriorityQueue<Handed> waiting =
            new PriorityQueue<>(
                    Comparator.comparingLong(Handed::dueMs).thenComparingLong(Handed::offset));

    AnyOrder(MemberChoice choice) {
        this.choice = choice;
    }

    @Override
    public void arrived(Handed handed, long nowMs) {
        if (!choice.give(handed, nowMs)) {
            waiting.add(handed);
        }
    }

    @Override
    public void putBack(Handed handed) {
        waiting.add(handed);
    }

    @Override
    public void taken(Handed handed) {}

    @Override
    public void giveWaiting(long nowMs) {
        while (!waiting.isEmpty() && waiting.peek().dueMs() <= nowMs && choice.hasRoom()) {
            choice.give(waiting.poll(), nowMs);
        }
    }

    @Override
    public boolean takesMore() {
        return choice.hasRoom();
    }

    @Override
    public Optional<Handed> pollOldest() {
        Optional<Handed> oldest = waiting.stream().min(Comparator.comparingLong(Handed::offset));
        oldest.ifPresent(waiting::remove);
        return oldest;
    }

    @Override
    public long nextDueMs(long nowMs) {
        return waiting.isEmpty() || waiting.peek().dueMs() <= nowMs
                ? NEVER
                : waiting.peek().dueMs();
    }
}
