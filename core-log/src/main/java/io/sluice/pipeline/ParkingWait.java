package io.sluice.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import io.sluice.lane.Crossing;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * How the two lanes of the ring wait for work: a short spin, then parked until woken. Idle, they
 * cost nothing; and unlike the stock strategies, a lane that waits for another lane is woken by
 * that lane too, so neither ever sleeps beside its work.
 *
 * <p>A lane says that it parks, then looks once more; who publishes, publishes and then looks
 * whether a lane parks. With a full fence between the two steps on both sides, one of them sees the
 * other.
 */
@Crossing
final class ParkingWait implements WaitStrategy {
    private static final long LOOK_AGAIN_NANOS = 500_000_000;

    private final int spins;
    private volatile Thread appenderParked;
    private volatile Thread flusherParked;
    private boolean flusherNext;

    ParkingWait(int spins) {
        this.spins = spins;
    }

    @Override
    public long waitFor(
            long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        boolean appender = dependentSequence == cursor;
        if (appender && flusherNext) {
            flusherNext = false;
            wakeFlusher(); // this lane has just moved its own sequence
        }
        long available = spin(sequence, dependentSequence, barrier);
        return available >= sequence
                ? available
                : park(sequence, dependentSequence, barrier, appender);
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

    private long park(
            long sequence, Sequence dependentSequence, SequenceBarrier barrier, boolean appender)
            throws AlertException {
        try {
            setParked(appender, Thread.currentThread());
            long available;
            while ((available = dependentSequence.get()) < sequence) {
                barrier.checkAlert();
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            }
            return available;
        } finally {
            setParked(appender, null);
        }
    }

    private void setParked(boolean appender, Thread thread) {
        if (appender) {
            appenderParked = thread;
        } else {
            flusherParked = thread;
        }
        VarHandle.fullFence();
    }

    /** Called by whoever has published. */
    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        Thread appender = appenderParked;
        if (appender != null) {
            LockSupport.unpark(appender);
        }
    }

    /**
     * On the log lane: once its sequence has moved behind the batch at hand, the flush lane has
     * work.
     */
    void wakeFlusherNext() {
        flusherNext = true;
    }

    /** An alert must reach both. */
    void wakeAll() {
        signalAllWhenBlocking();
        wakeFlusher();
    }

    /** Any lane: who finds no room on the ring wants it emptied. */
    void wakeFlusher() {
        VarHandle.fullFence();
        Thread flusher = flusherParked;
        if (flusher != null) {
            LockSupport.unpark(flusher);
        }
    }
}
