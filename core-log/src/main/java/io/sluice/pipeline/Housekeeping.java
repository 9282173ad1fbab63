package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
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
    private static final long BYTES_PER_SHARD = 4L << 20;

    private final ScheduledExecutorService lane;
    private final CommitLog log;
    private final SnapshotStore snapshots;
    private final LogDesk desk;
    private final Iterable<LoopIngress> ingresses;
    private final LoopIngress own;
    private final FaultStop faults;
    private final ArrayDeque<Image> images = new ArrayDeque<>();
    private final long[] askedAt = new long[State.SHARDS];
    private long appendedSeen;
    private int nextShard;

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
    }

    /** Ticks from now on; the first segments are prepared at once. */
    void start(long flushIntervalMs) {
        lane.execute(() -> guarded(log::prepare));
        var unusedTicks =
                lane.scheduleWithFixedDelay(
                        () -> guarded(this::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        var unusedFlushes =
                lane.scheduleWithFixedDelay(
                        this::askForFlush, flushIntervalMs, flushIntervalMs, TimeUnit.MILLISECONDS);
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
        log.prepare();
        log.checkpoint();
        writeImages();
        log.trim(snapshots.oldestOffset());
        askForCursors();
        own.ask(new TimerRequest());
        askForShards();
        own.flush();
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

    /** One shard a tick, more when the log grows fast: so recovery has little of it to read. */
    private void askForShards() {
        long appended = desk.appendedBytes();
        long due = 1 + (appended - appendedSeen) / BYTES_PER_SHARD;
        appendedSeen = appended;
        for (long i = Math.min(due, State.SHARDS); i > 0; i--) {
            if (log.endOffset() > askedAt[nextShard]) {
                askedAt[nextShard] = log.endOffset();
                own.ask(new SnapshotRequest(nextShard, this));
            }
            nextShard = (nextShard + 1) % State.SHARDS;
        }
    }

    /** On the log lane: an image is ready to be written. */
    void imageMade(Image image) {
        lane.execute(() -> images.add(image));
    }

    /** Never before the log has made durable what they hold: they must not know more than it. */
    private void writeImages() {
        long durableEnd = log.durableEnd();
        while (!images.isEmpty() && images.peek().offset() <= durableEnd) {
            Image image = images.poll();
            try {
                snapshots.write(image.shard(), image.offset(), image.bytes());
            } catch (IOException full) {
                // The one before is still there; only trimming has to wait.
                LOG.warn("A snapshot could not be written, the next is tried soon", full);
                images.clear();
                Arrays.fill(askedAt, 0);
                return;
            }
        }
    }

    /**
     * One shard of the state, written down.
     *
     * @param offset it holds the effect of all records below
     */
    record Image(int shard, long offset, byte[] bytes) {}
}
