package io.sluice.pipeline;

import io.sluice.lane.Lane;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread that is a lane and runs tasks. What a task throws is a fault, never lost. What is
 * asked of a lane that is ending, by itself or by another lane, is not done and is no fault: what
 * must be kept is written when all lanes have ended.
 */
final class LaneExecutor extends ScheduledThreadPoolExecutor {
    private final FaultStop faults;

    LaneExecutor(Lane lane, FaultStop faults) {
        super(
                1,
                task -> {
                    Runnable belonging =
                            () -> {
                                lane.enter();
                                task.run();
                            };
                    return new Thread(belonging, "sluice-" + lane.name().toLowerCase(Locale.ROOT));
                },
                new DiscardPolicy());
        this.faults = faults;
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        setRemoveOnCancelPolicy(true);
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
        super.afterExecute(task, thrown);
        if (thrown != null) {
            faults.stop(thrown);
        } else if (task instanceof Future<?> future && future.isDone()) {
            tellFaultOf(future);
        }
    }

    private void tellFaultOf(Future<?> done) {
        try {
            done.get();
        } catch (CancellationException wanted) {
            return;
        } catch (ExecutionException fault) {
            faults.stop(fault.getCause());
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets what was asked for be done, then ends. Never shutdownNow: an interrupt would close the
     * file that a task is working on.
     */
    void finish() {
        shutdown();
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
