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
 * Has images made of the state's shards, and keeps them: so many that an opening finds few changes
 * behind the oldest, {@link #CHANGES_PER_SHARD} for each shard, however fast the log grows. On a
 * lane of its own, because what else there is to do for the disk may take long.
 */
@OwnedBy(Lane.SNAPSHOT)
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final long TICK_MS = 1000;

    /** When it is due that another shard be written down. */
    private static final long CHANGES_PER_SHARD = 1_000;

    /** Images that are made and not written: each shard's. */
    private static final int WAITING_MAX = State.SHARDS;

    private final ScheduledExecutorService lane;
    private final CommitLog log;
    private final SnapshotStore store;
    private final LogDesk desk;
    private final LoopIngress own;
    private final FaultStop faults;
    private final ArrayDeque<State.Image> images = new ArrayDeque<>();
    private Marks marks;
    private long markedTo;
    private long changesSeen;
    private int imagesDue;
    private boolean isImaging;

    Snapshots(
            ScheduledExecutorService lane,
            CommitLog log,
            SnapshotStore store,
            LogDesk desk,
            LoopIngress own,
            FaultStop faults) {
        this.lane = lane;
        this.log = log;
        this.store = store;
        this.desk = desk;
        this.own = own;
        this.faults = faults;
    }

    /** Ticks from now on. */
    void start() {
        var unusedTicks =
                lane.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** A tick out of its turn. */
    CompletableFuture<Void> tickNow() {
        return CompletableFuture.runAsync(this::tick, lane);
    }

    private void tick() {
        if (!faults.hasStopped()) {
            writeImages();
            writeMarks();
            countDue();
            askForMarks();
            own.flush();
        }
    }

    /** One shard a tick, if one has changed, and more when much is changed. */
    private void countDue() {
        long changes = desk.changes();
        long due = imagesDue + 1 + (changes - changesSeen) / CHANGES_PER_SHARD;
        changesSeen = changes;
        imagesDue = (int) Math.min(due, State.SHARDS);
        if (!isImaging) {
            askForImage();
        }
    }

    /** Of all other shards it is only noted that they still hold. */
    private void askForMarks() {
        long end = log.endOffset();
        if (marks == null && end > markedTo) {
            markedTo = end;
            own.ask(here -> marksMade(here.state().marks(here.nextOffset())));
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
            store.write(marks);
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
                    writeImages();
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
        isImaging = imagesDue > 0 && images.size() < WAITING_MAX;
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
                store.write(image.shard(), image.offset(), image.bytes());
                own.ask(here -> here.state().kept(image.shard(), image.offset()));
            } catch (IOException full) {
                // The one before is still there; only trimming has to wait.
                LOG.warn("A snapshot could not be written, the next is tried soon", full);
                imagesDue = Math.min(State.SHARDS, imagesDue + images.size() + 1);
                images.clear();
                own.ask(here -> here.state().forgetImages());
                return;
            }
        }
    }
}
