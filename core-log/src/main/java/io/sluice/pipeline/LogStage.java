package io.sluice.pipeline;

import com.lmax.disruptor.EventPoller;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;

/**
 * First stage of the ring: runs each request at its place in the order, and ends a batch with one
 * write, behind which everything is handed over.
 *
 * <p>The ring moves this stage's sequence only behind a whole batch, so whatever the flush lane
 * sees is written. A fault stops this stage for good, and nothing is passed on: {@link FaultStop}.
 */
@OwnedBy(Lane.LOG)
final class LogStage implements EventPoller.Handler<Slot> {
    private static final int SLOTS_KEPT_MAX = 256;
    private static final long BYTES_KEPT_MAX = 1 << 20;

    private final LogDesk desk;
    private final PipelineMetrics metrics;
    private final FaultStop faults;
    private int batchSlots;
    private boolean isAnswerDue;
    private int slotsKept;
    private long bytesKept;

    LogStage(LogDesk desk, PipelineMetrics metrics, FaultStop faults) {
        this.desk = desk;
        this.metrics = metrics;
        this.faults = faults;
    }

    @Override
    public boolean onEvent(Slot slot, long sequence, boolean endOfBatch) {
        if (!faults.hasStopped()) {
            try {
                work(slot);
                if (endOfBatch) {
                    endBatch();
                }
            } catch (IOException | RuntimeException | Error fault) {
                faults.stop(fault);
            }
        }
        return true;
    }

    private void work(Slot slot) throws IOException {
        slot.request().run(desk);
        Due answers = desk.takeAnswers();
        slot.answerWith(answers);
        batchSlots++;
        slotsKept++;
        bytesKept += slot.bytes();
        isAnswerDue |= answers != Due.NOTHING || slot.wakesFlusher();
    }

    private void endBatch() throws IOException {
        metrics.batchEnded(batchSlots);
        batchSlots = 0;
        desk.endBatch();
    }

    /**
     * Whether the flush lane is to be woken behind this batch. One that nobody waits for only keeps
     * slots and bytes of the ring: it may lie a while, and a message of QoS 0 costs one wake-up
     * less.
     */
    boolean wantsFlusher() {
        if (!isAnswerDue && slotsKept < SLOTS_KEPT_MAX && bytesKept < BYTES_KEPT_MAX) {
            return false;
        }
        isAnswerDue = false;
        slotsKept = 0;
        bytesKept = 0;
        return true;
    }
}
