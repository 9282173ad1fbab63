package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.subscription.Marks;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done now and then: segments prepared and trimmed, the checkpoint, snapshots,
 * cursors asked for, sessions that expire, wills that are due. What changes state goes over the
 * ring like everybody's wishes.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long TICK_MS = 1000;
    private static final long BYTES_PER_SHARD = 16L << 20;
    private static final long CHANGES_PER_SHARD = 20_000;

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
    private final ArrayDeque<State.Image> images = new ArrayDeque<>();
    private Marks marks;
    private long markedTo;
    private long appendedSeen;
    private long changesSeen;
    private int imagesDue;
    private boolean isImaging;
    private final SafeOffset safeOffset;
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
        lane.execute(() -> guarded(log::prepare));
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
        writeImages();
        writeMarks();
        trimAndPrepare();
        safeOffset.tell();
        askForCursors();
        own.ask(new TimerRequest());
        askForShards();
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
        log.prepare();
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

    /**
     * One shard a tick, if one has changed, and more when much is changed or the log grows fast: so
     * recovery has little of it to read. Of all others it is only noted that they still hold.
     */
    private void askForShards() {
        long appended = desk.appendedBytes();
        long changes = desk.changes();
        long due =
                imagesDue
                        + 1
                        + (appended - appendedSeen) / BYTES_PER_SHARD
                        + (changes - changesSeen) / CHANGES_PER_SHARD;
        appendedSeen = appended;
        changesSeen = changes;
        imagesDue = (int) Math.min(due, State.SHARDS);
        if (!isImaging) {
            askForImage();
        }
        long end = log.endOffset();
        if (marks == null && end > markedTo) {
            markedTo = end;
            own.ask(desk -> marksMade(desk.state().marks(desk.nextOffset())));
        }
    }

    private void marksMade(Marks made) {
        lane.execute(() -> marks = made);
    }

    /** What does not come to the disk costs time at the next start, and nothing else. */
    private void writeMarks() {
        if (marks == null || marks.offset() > log.durableEnd()) {
            return;
        }
        try {
            snapshots.write(marks);
        } catch (IOException full) {
            LOG.warn("What has not changed could not be noted, it is tried again soon", full);
        }
        marks = null;
    }

    /** On the log lane: an image needs more steps. */
    void imageGoesOn() {
        lane.execute(this::askForImage);
    }

    /** On the log lane: an image is ready to be written. */
    void imageMade(State.Image image) {
        lane.execute(
                () -> {
                    images.add(image);
                    imagesDue--;
                    askForImage();
                });
    }

    /** On the log lane: all shards are as their images. */
    void nothingHasChanged() {
        lane.execute(
                () -> {
                    imagesDue = 0;
                    askForImage();
                });
    }

    /** One at a time, step by step. */
    private void askForImage() {
        isImaging = imagesDue > 0;
        if (isImaging) {
            own.ask(new SnapshotRequest(this));
            own.flush();
        }
    }

    /** Never before the log has made durable what they hold: they must not know more than it. */
    private void writeImages() {
        long durableEnd = log.durableEnd();
        while (!images.isEmpty() && images.peek().offset() <= durableEnd) {
            State.Image image = images.poll();
            try {
                snapshots.write(image.shard(), image.offset(), image.bytes());
                own.ask(desk -> desk.state().kept(image.shard(), image.offset()));
            } catch (IOException full) {
                // The one before is still there; only trimming has to wait.
                LOG.warn("A snapshot could not be written, the next is tried soon", full);
                imagesDue = Math.min(State.SHARDS, imagesDue + images.size() + 1);
                images.clear();
                own.ask(desk -> desk.state().forgetImages());
                return;
            }
        }
    }
}
