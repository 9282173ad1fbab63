package io.sluice.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import io.sluice.lane.Crossing;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * How the flush lane waits for the log lane: a short spin, then parked until woken. Idle, it costs
 * nothing.
 *
 * <p>It says that it parks, then looks once more; the log lane moves its sequence, then looks
 * whether the flush lane parks. With a full fence between the two steps on both sides, one of them
 * sees the other.
 */
@Crossing
final class ParkingWait implements WaitStrategy {
    private static final long LOOK_AGAIN_NANOS = 500_000_000;

    private final int spins;
    private volatile Thread parked;

    ParkingWait(int spins) {
        this.spins = spins;
    }

    @Override
    public long waitFor(
            long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        long available = spin(sequence, dependentSequence, barrier);
        return available >= sequence ? available : park(sequence, dependentSequence, barrier);
    }

    private long spin(long sequence, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        long available = dependentSequence.get();
        for (int i = 0; i < spins && available < sequence; i++) {
            barrier.checkAlert();
            Thread.onSpinWait();
            available = dependentSequence.get();
        }
        return available;
    }

    private long park(long sequence, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        try {
            parked = Thread.currentThread();
            VarHandle.fullFence();
            long available;
            while ((available = dependentSequence.get()) < sequence) {
                barrier.checkAlert();
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            }
            return available;
        } finally {
            parked = null;
        }
    }

    /** What is published is the log lane's first: it wakes the flush lane in its turn. */
    @Override
    public void signalAllWhenBlocking() {}

    /** Behind a batch that it must see, by who finds no room on the ring, and after an alert. */
    void wakeFlusher() {
        VarHandle.fullFence();
        Thread flusher = parked;
        if (flusher != null) {
            LockSupport.unpark(flusher);
        }
    }
}
