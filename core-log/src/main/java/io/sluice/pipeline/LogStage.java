package io.sluice.pipeline;

import com.lmax.disruptor.EventHandler;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;

/**
 * First stage of the ring: runs each request at its place in the order, and ends a batch with one
 * write, behind which everything is handed over.
 *
 * <p>The ring moves this stage's sequence only behind a whole batch, so whatever the flush lane
 * sees is written. A fault must stop this stage and pass nothing on: {@link FaultStop} sees to it,
 * since the ring would count an event whose handler threw as done.
 */
@OwnedBy(Lane.LOG)
final class LogStage implements EventHandler<Slot> {
    private static final int SLOTS_KEPT_MAX = 256;
    private static final long BYTES_KEPT_MAX = 1 << 20;

    private final LogDesk desk;
    private final PipelineMetrics metrics;
    private final FaultStop faults;
    private final ParkingWait waiting;
    private boolean flusherWanted;
    private int slotsKept;
    private long bytesKept;

    LogStage(LogDesk desk, PipelineMetrics metrics, FaultStop faults, ParkingWait waiting) {
        this.waiting = waiting;
        this.desk = desk;
        this.metrics = metrics;
        this.faults = faults;
    }

    @Override
    public void onStart() {
        Lane.LOG.enter();
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        metrics.batchStarted(batchSize);
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) throws IOException {
        if (faults.hasStopped()) {
            return;
        }
        slot.request().run(desk);
        Due answers = desk.takeAnswers();
        slot.answerWith(answers);
        slotsKept++;
        bytesKept += slot.bytes();
        flusherWanted |= answers != Due.NOTHING || slot.wakesFlusher();
        if (endOfBatch) {
            desk.endBatch();
            wakeFlusher();
        }
    }

    /**
     * A batch that nobody waits for only keeps slots and bytes of the ring: it may lie a while, and
     * a message of QoS 0 costs one wake-up less.
     */
    private void wakeFlusher() {
        if (flusherWanted || slotsKept >= SLOTS_KEPT_MAX || bytesKept >= BYTES_KEPT_MAX) {
            waiting.wakeFlusherNext();
            flusherWanted = false;
            slotsKept = 0;
            bytesKept = 0;
        }
    }
}
