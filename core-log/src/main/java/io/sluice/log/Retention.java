package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.time.Clock;

/**
 * Takes the oldest segments away, whole, when the log is too long, too old, or the disk too full.
 * Never the last one, nor one from which an opening would have to look on: the checkpoint comes
 * first.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class Retention {
    private final LogConfig config;
    private final LogFiles files;
    private final Clock clock;
    private final SegmentList segments;
    private final SegmentStock stock;
    private final CheckpointFile checkpoints;

    Retention(
            LogConfig config,
            LogFiles files,
            Clock clock,
            SegmentList segments,
            SegmentStock stock,
            CheckpointFile checkpoints) {
        this.config = config;
        this.files = files;
        this.clock = clock;
        this.segments = segments;
        this.stock = stock;
        this.checkpoints = checkpoints;
    }

    /**
     * @param neededFrom records from this offset on stay
     */
    void trim(long neededFrom) throws IOException {
        while (mayGo(neededFrom) && mustGo()) {
            drop(segments.first());
        }
    }

    /**
     * One behind the last offset of the oldest segment, if that is to go; else {@link
     * CommitLog#NOTHING_TO_TRIM}.
     */
    long nextEnd(long neededFrom) throws IOException {
        return mayGo(neededFrom) && mustGo()
                ? segments.all()[1].baseOffset()
                : CommitLog.NOTHING_TO_TRIM;
    }

    private boolean mayGo(long neededFrom) {
        Segment[] all = segments.all();
        return all.length > 1
                && all[0].life() < checkpoints.last().orElseThrow().life()
                && all[1].baseOffset() <= neededFrom;
    }

    private boolean mustGo() throws IOException {
        return isTooLong() || isTooOld() || isSpaceLow();
    }

    private boolean isTooLong() {
        long bytes = 0;
        for (Segment segment : segments.all()) {
            bytes += segment.fileBytes();
        }
        return bytes > config.retainBytesMax();
    }

    /** Whether the newest record of the oldest segment is too old. */
    private boolean isTooOld() {
        long newestMs = segments.all()[1].header().baseTimeMs();
        return clock.millis() - newestMs > config.retainFor().toMillis();
    }

    private boolean isSpaceLow() throws IOException {
        return (stock.isSpaceLow() && stock.count() == 0)
                || files.usableBytes(config.directory()) < config.freeBytesMin();
    }

    private void drop(Segment oldest) throws IOException {
        segments.removeFirst();
        boolean deserted = oldest.retire();
        if (deserted && stock.wants(oldest)) {
            stock.recycle(oldest);
            return;
        }
        files.delete(oldest.path());
        files.syncFolder(config.directory());
        if (deserted) {
            oldest.file().close();
        }
    }
}
