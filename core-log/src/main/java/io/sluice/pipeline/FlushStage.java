package io.sluice.pipeline;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Second stage of the ring: asks the disk once a batch, if somebody waits for it, then gives the
 * receipts, one task for each loop. While the disk works, the next batch gathers: that is the group
 * commit.
 */
@OwnedBy(Lane.FLUSH)
final class FlushStage implements EventHandler<Slot> {
    private final CommitLog log;
    private final Durability durability;
    private final FlushClock clock;
    private final Iterable<LoopIngress> ingresses;
    private final FaultStop faults;
    private final List<LoopIngress> answered = new ArrayList<>();
    private Sequence progress = new Sequence();
    private long wantedEnd;

    FlushStage(
            CommitLog log,
            Durability durability,
            FlushClock clock,
            Iterable<LoopIngress> ingresses,
            FaultStop faults) {
        this.log = log;
        this.durability = durability;
        this.clock = clock;
        this.ingresses = ingresses;
        this.faults = faults;
    }

    @Override
    public void onStart() {
        Lane.FLUSH.enter();
    }

    @Override
    public void setSequenceCallback(Sequence sequence) {
        progress = sequence;
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) throws IOException {
        if (faults.hasStopped()) {
            return;
        }
        for (Due due = slot.due(); due != Due.NOTHING; due = due.next()) {
            gather(due);
        }
        slot.clear();
        slot.owner().bytes().release(slot.bytes());
        if (endOfBatch) {
            endBatch(sequence);
        }
    }

    private void gather(Due due) {
        wantedEnd = Math.max(wantedEnd, due.endOffset());
        Answers.Gathering answers = due.ingress().answers();
        if (answers.isEmpty()) {
            answered.add(due.ingress());
        }
        answers.add(due);
    }

    private void endBatch(long sequence) throws IOException {
        boolean waitedFor = durability == Durability.FSYNC && wantedEnd > log.durableEnd();
        if (waitedFor || clock.isDue()) {
            log.flush();
        }
        for (LoopIngress ingress : answered) {
            ingress.answers().send();
        }
        answered.clear();
        progress.set(sequence); // before anybody is told that there is room
        for (LoopIngress ingress : ingresses) {
            ingress.bytes().publishReleased();
            ingress.roomMade();
        }
    }
}
