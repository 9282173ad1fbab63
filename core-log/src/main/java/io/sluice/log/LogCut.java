package io.sluice.log;

import io.sluice.log.CheckpointFile.Checkpoint;
import io.sluice.log.SegmentFolder.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Cuts a log on purpose, when a person has decided that what lies behind a place may go. Nobody may
 * have the log open. The offsets that are cut are not given again, and what is cut is kept in a
 * folder of its own, where the log does not look.
 *
 * <p>A stop in the midst of it leaves a log that does not open; the same cut can be done again.
 */
public final class LogCut {
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
     * Drops the record with this offset and all behind it, and every file whose header is damaged.
     *
     * @return the folder that holds the files as they were before, those that have changed
     * @throws IllegalArgumentException if the log is damaged before this offset
     * @throws IOException if another process has the log
     */
    public static Path at(long offset, Path directory, LogFiles files) throws IOException {
        try (Closeable lock = files.lock(directory.resolve(CommitLog.LOCK));
                SegmentFolder folder = SegmentFolder.open(directory, files);
                CheckpointFile checkpoints = CheckpointFile.open(files, directory)) {
            assert lock != null;
            return new LogCut(directory, files, folder, checkpoints).cut(offset);
        }
    }

    private Path cut(long offset) throws IOException {
        Optional<Found> last = lastBefore(offset);
        long endOffset = Math.max(endOffset(), offset);
        if (last.isEmpty()) {
            CutFolder kept = CutFolder.make(directory, offset, files);
            empty(offset, endOffset, kept);
            return kept.path();
        }
        Segment segment = last.get().segment();
        Place end = endIn(last.get(), offset, endOffset);
        CutFolder kept = CutFolder.make(directory, offset, files);
        kept.copy(segment.path(), segment.file());
        checkpoints.write(Checkpoint.of(end, false));
        segment.closedAt(end.endOffset(), end.timeMs(), end.position());
        segment.force();
        segment.seal();
        segment.shorten();
        moveBehind(segment.life(), kept);
        return kept.path();
    }

    private Place endIn(Found last, long offset, long endOffset) throws IOException {
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
        return new Place(
                segment, walk.nextPosition(), Math.max(endOffset, walk.nextOffset()), timeMs);
    }

    /** Nothing is left: a segment with nothing but a PAD says which offset comes next. */
    private void empty(long offset, long endOffset, CutFolder kept) throws IOException {
        long number = folder.lastNumber() + 1;
        long life = folder.lastLife() + 1;
        Path preparing = SegmentStock.path(directory, number, SegmentStock.PREPARING);
        int bytes = SegmentLayout.PAGE_BYTES + RecordLayout.HEADER_BYTES;
        int salt = SegmentStock.saltOtherThan(0);
        byte[] pad = new byte[RecordLayout.HEADER_BYTES];
        RecordLayout.writeHeader(pad, 0, pad.length, RecordType.PAD, 0, 0, 0);
        RecordLayout.seal(pad, 0, offset, 0, salt, new CRC32C());
        try (LogFile file = files.create(preparing)) {
            SegmentLayout.Header header =
                    new SegmentLayout.Header(salt, bytes, life, 0, life, offset, 0);
            SegmentLayout.write(file, header, SegmentLayout.page());
            file.writeAll(ByteBuffer.wrap(pad), SegmentLayout.PAGE_BYTES);
            Segment segment = new Segment(preparing, file, header, bytes);
            segment.closedAt(endOffset, 0, bytes);
            segment.seal();
            checkpoints.write(Checkpoint.of(new Place(segment, bytes, endOffset, 0), false));
            moveBehind(0, kept);
            files.rename(preparing, SegmentStock.path(directory, number, SegmentStock.SUFFIX));
            files.syncFolder(directory);
        }
    }

    private Optional<Found> lastBefore(long offset) {
        return folder.all().stream()
                .filter(found -> found.segment().baseOffset() < offset)
                .max(Comparator.comparingLong(Found::life));
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

    private void moveBehind(long lastLife, CutFolder kept) throws IOException {
        for (Found found : folder.all()) {
            if (found.life() > lastLife) {
                kept.move(found.segment().path());
            }
        }
        for (CorruptLogException damage : folder.damages()) {
            if (files.list(directory).contains(damage.file())) {
                kept.move(damage.file());
            }
        }
        files.syncFolder(directory);
    }
}
