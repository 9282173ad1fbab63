package io.sluice.pipeline;

import com.lmax.disruptor.ExceptionHandler;
import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What happens when a lane throws: the first fault is told to whoever runs the gateway, and from
 * then on no stage does anything and no receipt leaves. Nothing is retried: a log that cannot be
 * written does not pretend.
 */
@Crossing
final class FaultStop implements ExceptionHandler<Slot> {
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private final Consumer<Throwable> listener;

    FaultStop(Consumer<Throwable> listener) {
        this.listener = listener;
    }

    boolean hasStopped() {
        return fault.get() != null;
    }

    /** Takes note of a fault on any lane. */
    void stop(Throwable cause) {
        if (fault.compareAndSet(null, cause)) {
            listener.accept(cause);
        }
    }

    @Override
    public void handleEventException(Throwable cause, long sequence, Slot slot) {
        stop(cause);
    }

    @Override
    public void handleOnStartException(Throwable cause) {
        stop(cause);
    }

    @Override
    public void handleOnShutdownException(Throwable cause) {
        stop(cause);
    }
}
