package io.sluice.pipeline;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import io.sluice.lane.Crossing;

/**
 * The thread that runs the {@link FlushStage} on the ring, behind the log lane; nobody claims a
 * slot again before it is done with it.
 */
@Crossing
final class FlushLane {
    private final BatchEventProcessor<Slot> processor;
    private final ParkingWait waiting;
    private final Thread thread;

    FlushLane(
            RingBuffer<Slot> ring,
            LogLane before,
            FlushStage stage,
            ParkingWait waiting,
            FaultStop faults) {
        this.waiting = waiting;
        processor =
                new BatchEventProcessorBuilder()
                        .build(ring, ring.newBarrier(before.sequence()), stage);
        processor.setExceptionHandler(faults);
        ring.addGatingSequences(processor.getSequence());
        thread = new Thread(processor, "sluice-flush");
    }

    void start() {
        thread.start();
    }

    /** Up to which slot it is done. Any lane may ask. */
    long doneTo() {
        return processor.getSequence().get();
    }

    /** It ends soon. */
    void halt() {
        processor.halt();
        waiting.wakeFlusher();
    }

    /** The thread to wait for after {@link #halt()}. */
    Thread thread() {
        return thread;
    }
}
