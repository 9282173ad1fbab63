package io.sluice.log;

import io.sluice.log.CheckpointFile.Checkpoint;
import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Where the log ends, found by walking over everything behind the last checkpoint.
 *
 * <p>The first record that does not verify ends the log, if nothing says that it had been on the
 * disk: a power cut leaves the last writes in any order, so whole records beyond it mean nothing.
 * If a checkpoint, a seal or any BATCH_END, before it or behind it, says that it had been on the
 * disk, then it is damage. A group whose end is not there is cut as a whole.
 */
final class LogTail {
    private final List<Found> chain;
    private final Deque<Place> boundaries = new ArrayDeque<>();
    private Place end;
    private long durableEnd;
    private Place groupStart;
    private boolean inGroup;
    private long bytesCut;
    private int last;

    private LogTail(List<Found> chain) {
        this.chain = chain;
    }

    /**
     * Walks from the checkpoint to the end; from the first segment that is not sealed if that lies
     * before it.
     *
     * @throws CorruptLogException if the log had gone on behind the place where it ends now
     */
    static LogTail find(SegmentFolder folder, Optional<Checkpoint> checkpoint) throws IOException {
        checkHolds(folder, checkpoint);
        LogTail tail = new LogTail(folder.chain());
        tail.durableEnd =
                Math.max(
                        folder.chain().get(0).segment().baseOffset(),
                        checkpoint.map(Checkpoint::durableEnd).orElse(0L));
        tail.walkFrom(checkpoint);
        tail.checkUnrooted(folder);
        return tail;
    }

    /** Throws if the segment that the checkpoint speaks of is not there. */
    static void checkHolds(SegmentFolder folder, Optional<Checkpoint> checkpoint) {
        checkpoint
                .filter(known -> !folder.holds(known.life()))
                .ifPresent(
                        known -> {
                            throw new CorruptLogException(
                                    folder.folder().resolve("*" + SegmentStock.SUFFIX),
                                    known.position(),
                                    known.durableEnd(),
                                    "the segment in which the log ended, of life %d, is missing"
                                            .formatted(known.life()));
                        });
    }

    private void walkFrom(Optional<Checkpoint> checkpoint) throws IOException {
        int known = checkpoint.map(one -> SegmentFolder.indexOf(chain, one.life())).orElse(-1);
        for (int i = 0; i < known; i++) {
            if (!chain.get(i).isSealed()) {
                walk(i, startOf(chain.get(i).segment()));
                return;
            }
        }
        if (known < 0) {
            walk(0, startOf(chain.get(0).segment()));
        } else {
            Checkpoint at = checkpoint.orElseThrow();
            Segment segment = chain.get(known).segment();
            walk(known, new Place(segment, at.position(), at.durableEnd(), at.timeMs()));
        }
    }

    /** What comes after a missing segment may go only if it had never been on the disk. */
    private void checkUnrooted(SegmentFolder folder) throws IOException {
        LookAhead ahead = new LookAhead(0);
        for (Found found : folder.unrooted()) {
            ahead.add(found);
        }
        if (ahead.durableEnd() > end.endOffset()) {
            throw new CorruptLogException(
                    folder.folder().resolve("*" + SegmentStock.SUFFIX),
                    0,
                    end.endOffset(),
                    "a segment is missing, and all below offset %d had been on the disk"
                            .formatted(ahead.durableEnd()));
        }
    }

    private static Place startOf(Segment segment) {
        return new Place(
                segment,
                SegmentLayout.PAGE_BYTES,
                segment.baseOffset(),
                segment.header().baseTimeMs());
    }

    /** Behind the last record that counts. */
    Place end() {
        return end;
    }

    /** Up to here, at most {@link #end}, the records are known to be on the disk. */
    Place durable() {
        return boundaries.getFirst();
    }

    /** Bytes of records that had begun but do not count. */
    long bytesCut() {
        return bytesCut;
    }

    /** Index in the chain of the segment in which the log ends. */
    int last() {
        return last;
    }

    private void walk(int first, Place from) throws IOException {
        end = from;
        boundaries.add(from);
        boolean goesOn = true;
        for (int i = first; goesOn && i < chain.size(); i++) {
            last = i;
            Segment segment = chain.get(i).segment();
            if (i > first) {
                if (end.endOffset() <= durableEnd) {
                    durableEnd = Math.max(durableEnd, segment.baseOffset()); // over a leap
                }
                reach(segment, SegmentLayout.PAGE_BYTES, segment.baseOffset(), end.timeMs());
            }
            goesOn = chain.get(i).isSealed() ? passSealed(i) : walkSegment(i);
        }
        cutOpenGroup();
    }

    private boolean passSealed(int index) {
        SegmentLayout.Seal seal = chain.get(index).seal();
        Segment segment = chain.get(index).segment();
        durableEnd = Math.max(durableEnd, seal.endOffset());
        reach(segment, seal.endPosition(), seal.endOffset(), seal.endTimeMs());
        return true;
    }

    /** Whether the log goes on in the next segment. */
    private boolean walkSegment(int index) throws IOException {
        Segment segment = chain.get(index).segment();
        long stop =
                index + 1 < chain.size()
                        ? chain.get(index + 1).segment().baseOffset()
                        : Long.MAX_VALUE;
        int limit = (int) segment.file().length();
        RecordWalk walk = RecordWalk.over(segment, end.position(), limit, end.endOffset());
        while (walk.nextOffset() < stop && walk.next()) {
            take(segment, walk);
        }
        if (walk.nextOffset() == stop || walk.isPadded()) {
            segment.closedAt(walk.nextOffset(), end.timeMs(), walk.nextPosition());
            return true;
        }
        endAt(index, walk);
        return false;
    }

    private void take(Segment segment, RecordWalk walk) {
        long timeMs = RecordLayout.storeTimeMs(walk.bytes(), walk.at());
        if (RecordType.takesOffset(walk.type())) {
            noteGroup(RecordLayout.flags(walk.bytes(), walk.at()));
            end = new Place(segment, walk.nextPosition(), walk.nextOffset(), timeMs);
            return;
        }
        if (walk.type() == RecordType.BATCH_END) {
            durableEnd = Math.max(durableEnd, BatchEnd.durableEnd(walk.bytes(), walk.at()));
        }
        reach(segment, walk.nextPosition(), walk.nextOffset(), Math.max(timeMs, end.timeMs()));
    }

    private void noteGroup(int flags) {
        if ((flags & RecordLayout.FLAG_GROUPED) == 0) {
            return;
        }
        if (!inGroup) {
            groupStart = end;
        }
        inGroup = (flags & RecordLayout.FLAG_GROUP_END) == 0;
    }

    /** A place at which a flush may have ended. */
    private void reach(Segment segment, int position, long offset, long timeMs) {
        end = new Place(segment, position, offset, timeMs);
        boundaries.add(end);
        while (boundaries.size() > 1 && second().endOffset() <= durableEnd) {
            boundaries.removeFirst();
        }
    }

    private Place second() {
        Place first = boundaries.removeFirst();
        Place second = boundaries.getFirst();
        boundaries.addFirst(first);
        return second;
    }

    /** The next record does not verify: torn, or damaged? */
    private void endAt(int index, RecordWalk walk) throws IOException {
        Segment segment = chain.get(index).segment();
        LookAhead ahead = new LookAhead(walk.nextOffset());
        ahead.search(segment, walk.nextPosition());
        for (Found later : chain.subList(index + 1, chain.size())) {
            ahead.add(later);
        }
        durableEnd = Math.max(durableEnd, ahead.durableEnd());
        if (durableEnd > walk.nextOffset()) {
            throw new CorruptLogException(
                    segment.path(),
                    walk.nextPosition(),
                    walk.nextOffset(),
                    "all below offset %d had been on the disk".formatted(durableEnd));
        }
        bytesCut = ahead.lastPosition() - (long) walk.nextPosition();
    }

    private void cutOpenGroup() {
        if (!inGroup) {
            return;
        }
        if (groupStart.endOffset() < durableEnd) {
            throw new CorruptLogException(
                    groupStart.segment().path(),
                    groupStart.position(),
                    groupStart.endOffset(),
                    "a group of records has no end");
        }
        bytesCut += end.position() - groupStart.position();
        end = groupStart;
        while (boundaries.getLast().endOffset() > end.endOffset()) {
            boundaries.removeLast();
        }
    }
}
