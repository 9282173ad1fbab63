package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.subscription.SnapshotStore;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What has to be done now and then: segments prepared and trimmed, the checkpoint, the topic index,
 * cursors asked for, sessions that expire, wills that are due. What changes state goes over the
 * ring like everybody's wishes.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class Housekeeping {
    private static final long TICK_MS = 1000;

    /** How much longer than a piece of the topic index takes is the rest behind it. */
    private static final int INDEX_RESTS = 9;

    private final ScheduledExecutorService lane;
    private final CommitLog log;
    private final SnapshotStore snapshots;
    private final LogDesk desk;
    private final Iterable<LoopIngress> ingresses;
    private final LoopIngress own;
    private final FaultStop faults;
    private final Carrier carrier;
    private final SafeOffset safeOffset;
    private boolean isPreparing;
    private boolean isIndexing;

    Housekeeping(
            ScheduledExecutorService lane,
            CommitLog log,
            SnapshotStore snapshots,
            LogDesk desk,
            Iterable<LoopIngress> ingresses,
            LoopIngress own,
            FaultStop faults) {
        this.lane = lane;
        this.log = log;
        this.snapshots = snapshots;
        this.desk = desk;
        this.ingresses = ingresses;
        this.own = own;
        this.faults = faults;
        safeOffset = new SafeOffset(ingresses, own);
        this.carrier = new Carrier(lane, log, own, faults);
    }

    /** Ticks from now on; the first segments are prepared at once. */
    void start(long flushIntervalMs) {
        lane.execute(() -> guarded(this::prepare));
        lane.execute(() -> guarded(this::index));
        var unusedTicks =
                lane.scheduleWithFixedDelay(
                        () -> guarded(this::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        var unusedFlushes =
                lane.scheduleWithFixedDelay(
                        this::askForFlush, flushIntervalMs, flushIntervalMs, TimeUnit.MILLISECONDS);
    }

    /** A tick out of its turn. */
    CompletableFuture<Void> tickNow() {
        return CompletableFuture.runAsync(() -> guarded(this::tick), lane);
    }

    private interface Chore {
        void run() throws IOException;
    }

    private void guarded(Chore chore) {
        if (faults.hasStopped()) {
            return;
        }
        try {
            chore.run();
        } catch (IOException | RuntimeException fault) {
            faults.stop(fault);
        }
    }

    private void tick() throws IOException {
        log.checkpoint();
        trimAndPrepare();
        safeOffset.tell();
        askForCursors();
        own.ask(new TimerRequest());
        own.flush();
        index();
    }

    /** Segment by segment, each when what is still needed of it lies elsewhere. */
    private void trim() throws IOException {
        long neededFrom = snapshots.oldestOffset();
        long end = log.nextTrimEnd(neededFrom);
        while (end != CommitLog.NOTHING_TO_TRIM && carrier.hasCarriedTo(end)) {
            log.trim(Math.min(neededFrom, end));
            end = log.nextTrimEnd(neededFrom);
        }
        if (end != CommitLog.NOTHING_TO_TRIM) {
            carrier.carry(end);
        }
    }

    /** In this order: a segment that is trimmed need not be made anew. */
    private void trimAndPrepare() throws IOException {
        trim();
        prepare();
    }

    /**
     * Some MiB a turn, so that ticks come between: a writer that is as fast as the disk wants new
     * segments all the time.
     */
    private void prepare() throws IOException {
        if (isPreparing) {
            return;
        }
        isPreparing = log.prepareSome();
        if (isPreparing) {
            lane.execute(
                    () -> {
                        isPreparing = false;
                        guarded(this::prepare);
                    });
        }
    }

    /** On the log lane: it has begun another segment, and will want one more sooner or later. */
    void segmentBegun() {
        lane.execute(() -> guarded(this::trimAndPrepare));
    }

    /**
     * Piece by piece, with a rest behind each: however fast the log grows, its index takes but a
     * small part of one processor, and catches up when there is time.
     */
    private void index() throws IOException {
        if (isIndexing) {
            return;
        }
        long begun = System.nanoTime();
        if (log.index()) {
            isIndexing = true;
            long restNanos = INDEX_RESTS * (System.nanoTime() - begun);
            var unused =
                    lane.schedule(
                            () -> {
                                isIndexing = false;
                                guarded(this::index);
                            },
                            restNanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** A slot that wants nothing: behind it the flush lane looks at its clock. */
    private void askForFlush() {
        if (log.endOffset() > log.durableEnd() && own.hasRoom()) {
            own.ask(Request.CLOCK);
            own.flush();
        }
    }

    private void askForCursors() {
        long routedEnd = desk.router().routedEnd();
        for (LoopIngress ingress : ingresses) {
            ingress.tell(() -> ingress.progress().report(routedEnd));
        }
    }
}
