package io.sluice.log;

import io.sluice.log.CheckpointFile.Checkpoint;
import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what is in the log's folder. After a stop in peace it goes on where it ended. After any
 * other it keeps what is known to be on the disk, writes the doubtful records behind it anew, and
 * begins a new segment at a higher offset; the header of that segment is the one write that makes
 * all of it count, so a stop in the midst of it changes nothing.
 */
final class LogRecovery {
    /**
     * Offsets left out after an unclean stop: more than can have been delivered without being on
     * the disk, so that no offset ever names two messages.
     */
    static final long LEAP = 1L << 28;

    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    private final LogConfig config;
    private final LogFiles files;
    private final Clock clock;
    private final Phases phases = new Phases();
    private final long startedMs;
    private final SegmentFolder folder;
    private final CheckpointFile checkpoints;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Path> leftover = new ArrayList<>();
    private SegmentStock stock;
    private Place end;
    private Recovery report;

    private LogRecovery(LogConfig config, LogFiles files, Clock clock) throws IOException {
        this.config = config;
        this.files = files;
        this.clock = clock;
        startedMs = clock.millis();
        folder = SegmentFolder.open(config.directory(), files);
        checkpoints = CheckpointFile.open(files, config.directory());
        phases.ended("headers");
    }

    static LogRecovery run(LogConfig config, LogFiles files, Clock clock) throws IOException {
        LogRecovery recovery = new LogRecovery(config, files, clock);
        try {
            recovery.open();
            return recovery;
        } catch (IOException | RuntimeException fault) {
            recovery.checkpoints.close();
            recovery.folder.close();
            throw fault;
        }
    }

    List<Segment> segments() {
        return segments;
    }

    SegmentStock stock() {
        return stock;
    }

    CheckpointFile checkpoints() {
        return checkpoints;
    }

    /** Where the next record comes; all before is on the disk. */
    Place end() {
        return end;
    }

    Recovery report() {
        return report;
    }

    private void open() throws IOException {
        folder.check();
        Optional<Checkpoint> checkpoint = checkpoints.last();
        long durableEnd = checkpoint.map(Checkpoint::durableEnd).orElse(0L);
        new KnownDamage(config.directory(), files).check(folder.chain(), durableEnd);
        if (folder.chain().isEmpty()) {
            LogTail.checkHolds(folder, checkpoint);
            openEmpty();
        } else if (checkpoint.isPresent() && isClean(checkpoint.get())) {
            openClean(checkpoint.get());
        } else {
            openUnclean(checkpoint);
        }
        checkpoints.write(Checkpoint.of(end, false));
        removeLeftover();
        phases.ended("tidying up");
        LOG.debug("Log opened in {} ms: {}", phases.totalMs(), phases);
    }

    private void openEmpty() throws IOException {
        fillStock(folder.lastNumber());
        begin(folder.lastLife() + 1, 0, 0, clock.millis());
        report = report(true, 0, 0, 0);
    }

    /**
     * Whether the log was closed at this place and nothing has come since. Then all segments but
     * the last had a seal: one that has not been kept says nothing of where its records end.
     */
    private boolean isClean(Checkpoint checkpoint) throws IOException {
        List<Found> chain = folder.chain();
        Found last = lastOf(chain);
        boolean areSealed = chain.subList(0, chain.size() - 1).stream().allMatch(Found::isSealed);
        if (!checkpoint.clean()
                || checkpoint.life() != last.life()
                || last.isSealed()
                || !areSealed) {
            return false;
        }
        int limit = (int) last.segment().file().length();
        return !RecordWalk.over(
                        last.segment(), checkpoint.position(), limit, checkpoint.durableEnd())
                .next();
    }

    private void openClean(Checkpoint checkpoint) throws IOException {
        fillStock(folder.lastNumber());
        for (Found found : folder.chain()) {
            keep(found);
        }
        Segment active = lastOf(segments);
        active.readableTo(checkpoint.position());
        end =
                new Place(
                        active,
                        checkpoint.position(),
                        checkpoint.durableEnd(),
                        checkpoint.timeMs());
        report = report(true, end.endOffset(), 0, 0);
    }

    private void openUnclean(Optional<Checkpoint> checkpoint) throws IOException {
        List<Found> chain = folder.chain();
        LogTail tail = LogTail.find(folder, checkpoint);
        phases.ended("looking for the end");
        Place durable = tail.durable();
        int first = SegmentFolder.indexOf(chain, durable.segment().life());
        boolean splits = durable.position() > SegmentLayout.PAGE_BYTES;
        for (Found found : chain.subList(0, first)) {
            keep(found);
        }
        if (splits) {
            segments.add(durable.segment());
        }
        long lifeBefore = segments.isEmpty() ? 0 : lastOf(segments).life();
        List<Found> doubtful = chain.subList(first, tail.last() + 1);
        long firstLife = folder.lastLife() + 1;
        TailCopy copy =
                new TailCopy(config, files, folder.lastNumber(), firstLife + doubtful.size());
        copy.copy(doubtful, durable, tail.end(), firstLife, lifeBefore);
        segments.addAll(copy.copies());
        phases.ended("writing %d doubtful records anew".formatted(copy.recordCount()));
        fillStock(copy.lastNumber());
        begin(
                firstLife + doubtful.size(),
                segments.isEmpty() ? 0 : lastOf(segments).life(),
                tail.end().endOffset() + LEAP,
                Math.max(tail.end().timeMs(), clock.millis()));
        if (splits) {
            cut(durable);
        }
        for (Found found : chain.subList(splits ? first + 1 : first, chain.size())) {
            leave(found.segment().path(), found.segment().file());
        }
        report = report(false, tail.end().endOffset(), copy.recordCount(), tail.bytesCut());
    }

    /** A segment stays as it is, sealed if it was not yet: it is all on the disk. */
    private void keep(Found found) throws IOException {
        Segment segment = found.segment();
        segments.add(segment);
        if (found.isSealed()) {
            SegmentLayout.Seal seal = found.seal();
            segment.closedAt(seal.endOffset(), seal.endTimeMs(), seal.endPosition());
        } else if (segment.isClosed()) {
            segment.force();
            segment.seal();
        }
    }

    /** What lies behind this place is written elsewhere now, or does not count. */
    private void cut(Place durable) throws IOException {
        Segment segment = durable.segment();
        segment.closedAt(durable.endOffset(), durable.timeMs(), durable.position());
        segment.seal();
        segment.shorten();
    }

    private void begin(long life, long previousLife, long baseOffset, long timeMs)
            throws IOException {
        if (!stock.fits(0)) {
            stock.addFirst();
        }
        Spare spare = stock.take(0).orElseThrow();
        Segment active =
                Segment.begin(
                        spare,
                        new SegmentLayout.Header(
                                spare.salt(),
                                spare.capacity(),
                                life,
                                previousLife,
                                life,
                                baseOffset,
                                timeMs));
        active.force();
        segments.add(active);
        end = new Place(active, SegmentLayout.PAGE_BYTES, baseOffset, timeMs);
    }

    private void fillStock(long lastNumber) throws IOException {
        stock = new SegmentStock(config, files, lastNumber);
        for (Spare spare : folder.spares()) {
            boolean fits = spare.capacity() == config.segmentBytes();
            if (fits && spare.file().length() == spare.capacity()) {
                stock.add(spare);
            } else {
                leave(spare.path(), spare.file());
            }
        }
    }

    private void leave(Path path, LogFile file) throws IOException {
        file.close();
        leftover.add(path);
    }

    private void removeLeftover() throws IOException {
        for (Found found : folder.replaced()) {
            leave(found.segment().path(), found.segment().file());
        }
        leftover.addAll(folder.unfinished());
        for (Path path : leftover) {
            files.delete(path);
        }
        files.syncFolder(config.directory());
    }

    private Recovery report(boolean clean, long endOffset, long copied, long bytesCut) {
        return new Recovery(
                clean,
                segments.get(0).baseOffset(),
                endOffset,
                end.endOffset(),
                copied,
                bytesCut,
                clock.millis() - startedMs);
    }

    private static <T> T lastOf(List<T> list) {
        return list.get(list.size() - 1);
    }
}
