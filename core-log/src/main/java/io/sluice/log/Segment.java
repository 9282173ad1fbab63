package io.sluice.log;

import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One file of records, from its base offset to where the next segment begins.
 *
 * <p>The log lane writes the last one; the flush lane forces and seals; housekeeping retires it;
 * readers of any lane pin it while they are inside. What a pin was given for stays readable until
 * it is given back, even when the file has lost its name.
 */
@Crossing
final class Segment {
    /** Bytes between two marks. */
    static final int MARK_STEP_BYTES = 128 * 1024;

    private static final int RETIRED = Integer.MIN_VALUE;

    /** Where a record lies that a reader may start from. */
    record Mark(long offset, int position, long timeMs) {}

    private final Path path;
    private final LogFile file;
    private final SegmentLayout.Header header;
    private final ConcurrentSkipListMap<Long, Mark> marks = new ConcurrentSkipListMap<>();
    private final AtomicInteger pins = new AtomicInteger();
    private volatile int readableTo = SegmentLayout.PAGE_BYTES;
    private volatile long fileBytes;
    private volatile SegmentLayout.Seal end;
    private volatile Segment next;
    private volatile SegmentTopics topics;

    Segment(Path path, LogFile file, SegmentLayout.Header header, long fileBytes) {
        this.path = path;
        this.file = file;
        this.header = header;
        this.fileBytes = fileBytes;
        topics = SegmentTopics.none(header.baseOffset());
        marks.put(
                header.baseOffset(),
                new Mark(header.baseOffset(), SegmentLayout.PAGE_BYTES, header.baseTimeMs()));
    }

    /** Makes a spare the segment that {@code header} describes; nothing is forced. */
    static Segment begin(Spare spare, SegmentLayout.Header header) throws IOException {
        SegmentLayout.write(spare.file(), header, SegmentLayout.page());
        return new Segment(spare.path(), spare.file(), header, spare.capacity());
    }

    Path path() {
        return path;
    }

    /** The file of this name beside it, with another ending. */
    Path beside(String suffix) {
        String name = path.getFileName().toString();
        int stem = name.length() - SegmentStock.SUFFIX.length();
        return path.resolveSibling(name.substring(0, stem) + suffix);
    }

    LogFile file() {
        return file;
    }

    SegmentLayout.Header header() {
        return header;
    }

    int salt() {
        return header.salt();
    }

    long life() {
        return header.life();
    }

    long baseOffset() {
        return header.baseOffset();
    }

    /** Bytes that the file takes on the disk. */
    long fileBytes() {
        return fileBytes;
    }

    /** One behind the last byte that a reader may read. Final once there is a next segment. */
    int readableTo() {
        return readableTo;
    }

    void readableTo(int position) {
        readableTo = position;
    }

    /** No more records will come; the next segment follows. */
    @OwnedBy(Lane.LOG)
    void closedAt(long endOffset, long endTimeMs, int endPosition) {
        end = new SegmentLayout.Seal(life(), endOffset, endTimeMs, endPosition);
        readableTo = endPosition;
    }

    /** Whether it is known where it ends. */
    boolean isClosed() {
        return end != null;
    }

    @OwnedBy(Lane.LOG)
    void followedBy(Segment segment) {
        next = segment;
    }

    Segment next() {
        return next;
    }

    /** Writes down that everything in here is on the disk. Only after a force. */
    void seal() throws IOException {
        SegmentLayout.write(file, end);
        file.force();
    }

    void force() throws IOException {
        file.force();
    }

    /** Gives the disk back what lies behind the last record. */
    void shorten() throws IOException {
        file.truncate(readableTo);
        fileBytes = readableTo;
    }

    /** Notes that the record with this offset begins here, if no mark is near. */
    void mark(long offset, int position, long timeMs) {
        Map.Entry<Long, Mark> before = marks.floorEntry(offset);
        if (before == null || position - before.getValue().position() >= MARK_STEP_BYTES) {
            marks.put(offset, new Mark(offset, position, timeMs));
        }
    }

    /** All known places, rising. */
    List<Mark> marks() {
        return List.copyOf(marks.values());
    }

    /** What is known of it by topic. */
    SegmentTopics topics() {
        return topics;
    }

    /** Housekeeping learns more; a reader that finds it wrong takes it away. */
    void topics(SegmentTopics known) {
        topics = known;
    }

    /** The nearest known place at or before the offset, which must be one of this segment. */
    Mark markBefore(long offset) {
        return marks.floorEntry(offset).getValue();
    }

    /** The last known place before which all records were stored earlier than this time. */
    Mark markBeforeTime(long timeMs) {
        Mark best = marks.firstEntry().getValue();
        for (Mark mark : marks.values()) {
            if (mark.timeMs() >= timeMs) {
                return best;
            }
            best = mark;
        }
        return best;
    }

    /** Keeps the file readable until {@link #unpin}; false if the segment is already retired. */
    boolean pin() {
        int held;
        do {
            held = pins.get();
            if (held < 0) {
                return false;
            }
        } while (!pins.compareAndSet(held, held + 1));
        return true;
    }

    void unpin() throws IOException {
        if (pins.decrementAndGet() == RETIRED) {
            file.close();
        }
    }

    /** Lets nobody in any more. Whether nobody is inside; else the last one out closes the file. */
    @OwnedBy(Lane.HOUSEKEEPING)
    boolean retire() {
        return pins.getAndUpdate(held -> held | RETIRED) == 0;
    }
}
