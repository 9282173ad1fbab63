package io.sluice.pipeline;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The log lane: one thread that works on what lies on the ring, and sleeps when there is nothing.
 *
 * <p>To wake it costs more than to append one message. So whoever has published a little and finds
 * it asleep stands in for it: takes the lane's turn, does that work on his own thread, and gives
 * the turn back. There is one turn; who has it is the log lane for that long. So a thread that
 * publishes must never be interrupted: an interrupt would close the log's file under it.
 *
 * <p>Nothing is left lying. The lane says that it sleeps, then looks at the ring once more; who
 * publishes, publishes and then looks whether it sleeps. Who gives the turn back looks at the ring
 * afterwards, for the sake of those who published meanwhile and found the turn taken. Between the
 * two steps of each stands a full fence.
 */
@Crossing
final class LogLane implements Runnable {
    private static final long LOOK_AGAIN_NANOS = 500_000_000;

    private final RingBuffer<Slot> ring;
    private final EventPoller<Slot> poller;
    private final ParkingWait flusher;
    private final int spins;
    private final Thread thread = new Thread(this, "sluice-log");
    private final Runnable turn = this::workOnce;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private LogStage stage;
    private volatile boolean isAsleep;
    private volatile boolean isHalted;

    /**
     * @param flusher how the flush lane waits, which is woken behind a batch that it must see
     * @param spins rounds that the lane looks for work before it sleeps
     */
    LogLane(RingBuffer<Slot> ring, ParkingWait flusher, int spins) {
        this.ring = ring;
        this.poller = ring.newPoller();
        this.flusher = flusher;
        this.spins = spins;
    }

    /** How far the ring has been worked off. */
    Sequence sequence() {
        return poller.getSequence();
    }

    /** Begins to work; called once. */
    void start(LogStage work) {
        stage = work;
        thread.start();
    }

    /** The thread to wait for after {@link #halt()}. */
    Thread thread() {
        return thread;
    }

    /** Lets the thread end when it has done what it is at. */
    void halt() {
        isHalted = true;
        LockSupport.unpark(thread);
    }

    /** Any lane, after it has published: wakes this one if it sleeps. */
    void wake() {
        VarHandle.fullFence();
        if (isAsleep) {
            LockSupport.unpark(thread);
        }
    }

    /** The same of who has published little: does the work himself if the lane sleeps. */
    void wakeOrStandIn() {
        VarHandle.fullFence();
        if (isAsleep && isTaken.compareAndSet(false, true)) {
            Lane.LOG.lend(turn);
            if (hasWork()) {
                LockSupport.unpark(thread);
            }
        }
    }

    @Override
    public void run() {
        Lane.LOG.enter();
        while (!isHalted) {
            if (!isTaken.compareAndSet(false, true)) {
                sleep();
            } else if (!workOnce() && !spin()) {
                sleep();
            }
        }
    }

    /** With the turn taken: does what there is, and gives the turn back. */
    private boolean workOnce() {
        try {
            boolean hasWorked = poller.poll(stage) == EventPoller.PollState.PROCESSING;
            if (stage.wantsFlusher()) {
                flusher.wakeFlusher();
            }
            return hasWorked;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible); // the stage lets nothing out
        } finally {
            isTaken.set(false);
            VarHandle.fullFence();
        }
    }

    private boolean spin() {
        for (int i = 0; i < spins; i++) {
            if (hasWork()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void sleep() {
        isAsleep = true;
        VarHandle.fullFence();
        if (!isHalted && (isTaken.get() || !hasWork())) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        isAsleep = false;
    }

    private boolean hasWork() {
        return ring.isAvailable(poller.getSequence().get() + 1);
    }
}
