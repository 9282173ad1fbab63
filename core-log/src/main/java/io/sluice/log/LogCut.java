package io.sluice.log;

import io.sluice.log.CheckpointFile.Checkpoint;
import io.sluice.log.SegmentFolder.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * Cuts a log on purpose, when a person has decided that what lies behind a place may go. Nobody may
 * have the log open. The offsets that are cut are not given again.
 *
 * <p>A stop in the midst of it leaves a log that does not open; the same cut can be done again.
 */
public final class LogCut {
    private static final String DAMAGED = ".damaged";

    private final Path directory;
    private final LogFiles files;
    private final SegmentFolder folder;
    private final CheckpointFile checkpoints;

    private LogCut(
            Path directory, LogFiles files, SegmentFolder folder, CheckpointFile checkpoints) {
        this.directory = directory;
        this.files = files;
        this.folder = folder;
        this.checkpoints = checkpoints;
    }

    /**
     * Drops the record with this offset and all behind it. Files whose header is damaged are put
     * aside under a name that ends in {@code .damaged}.
     *
     * @throws IllegalArgumentException if nothing would be left, or if the log is damaged before
     *     this offset
     * @throws IOException if another process has the log
     */
    public static void at(long offset, Path directory, LogFiles files) throws IOException {
        try (Closeable lock = files.lock(directory.resolve(CommitLog.LOCK));
                SegmentFolder folder = SegmentFolder.open(directory, files);
                CheckpointFile checkpoints = CheckpointFile.open(files, directory)) {
            assert lock != null;
            new LogCut(directory, files, folder, checkpoints).cut(offset);
        }
    }

    private void cut(long offset) throws IOException {
        Found last = lastBefore(offset);
        Segment segment = last.segment();
        int limit = last.isSealed() ? last.seal().endPosition() : (int) segment.file().length();
        RecordWalk walk =
                RecordWalk.over(segment, SegmentLayout.PAGE_BYTES, limit, segment.baseOffset());
        long timeMs = segment.header().baseTimeMs();
        while (walk.nextOffset() < offset && walk.next()) {
            timeMs = Math.max(timeMs, RecordLayout.storeTimeMs(walk.bytes(), walk.at()));
        }
        if (walk.nextOffset() < offset && !walk.isAtLimit()) {
            throw new IllegalArgumentException(
                    "the log is damaged before offset %d, at offset %d of %s"
                            .formatted(offset, walk.nextOffset(), segment.path()));
        }
        long endOffset = Math.max(endOffset(), walk.nextOffset());
        Place end = new Place(segment, walk.nextPosition(), endOffset, timeMs);
        checkpoints.write(Checkpoint.of(end, false));
        segment.closedAt(end.endOffset(), end.timeMs(), end.position());
        segment.force();
        segment.seal();
        segment.shorten();
        removeBehind(segment);
    }

    private Found lastBefore(long offset) {
        Optional<Found> last =
                folder.all().stream()
                        .filter(found -> found.segment().baseOffset() < offset)
                        .max(Comparator.comparingLong(Found::life));
        return last.orElseThrow(
                () ->
                        new IllegalArgumentException(
                                "no record would be left before offset " + offset));
    }

    /** Beyond all offsets that the log may have given. */
    private long endOffset() {
        long end = checkpoints.last().map(Checkpoint::durableEnd).orElse(0L);
        for (Found found : folder.all()) {
            end = Math.max(end, found.segment().baseOffset());
            end = Math.max(end, found.isSealed() ? found.seal().endOffset() : 0);
        }
        return end;
    }

    private void removeBehind(Segment last) throws IOException {
        for (Found found : folder.all()) {
            if (found.life() > last.life()) {
                files.delete(found.segment().path());
            }
        }
        for (CorruptLogException damage : folder.damages()) {
            Path file = damage.file();
            if (files.list(directory).contains(file)) {
                files.rename(file, file.resolveSibling(file.getFileName() + DAMAGED));
            }
        }
        files.syncFolder(directory);
    }
}
