package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.zip.CRC32C;

/**
 * The writing end of the log. Gives records their offset, time and checksum, gathers them in a
 * staging buffer, and writes that buffer at its place in the last segment; begins the next segment
 * when this one is full.
 *
 * <p>What the disk refuses once ends the log: {@link LogFailure}.
 */
@OwnedBy(Lane.LOG)
final class LogAppender {
    private static final int STAGING_BYTES = 1 << 20;

    /** Part of a segment that only control records may use when there is no other room. */
    private static final int RESERVE_DIVISOR = 16;

    private final SegmentList segments;
    private final SegmentStock stock;
    private final LogEnds ends;
    private final TailCache tail;
    private final LogFailure failure;
    private final Clock clock;
    private final int recordBytesMax;
    private final ChangeNotes changes;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private final byte[] closing = new byte[SegmentLayout.CLOSING_BYTES];
    private Segment active;
    private int position;
    private int markedPosition;
    private long nextOffset;
    private long timeMs;
    private int batchCount;
    private int batchBytes;
    private int unwrittenCount;
    private int rolls;

    LogAppender(
            LogConfig config,
            LogFiles files,
            SegmentList segments,
            SegmentStock stock,
            LogEnds ends,
            LogFailure failure,
            Clock clock) {
        this.segments = segments;
        this.stock = stock;
        this.ends = ends;
        this.failure = failure;
        this.clock = clock;
        recordBytesMax = config.recordBytesMax();
        tail = new TailCache(config.tailCacheBytes());
        changes = new ChangeNotes(files, ends.written());
        active = segments.last();
        position = ends.written().position();
        markedPosition = position;
        nextOffset = ends.written().endOffset();
        timeMs = ends.written().timeMs();
    }

    /** What was appended last. */
    TailCache tail() {
        return tail;
    }

    /** How many segments it has begun. */
    int rolls() {
        return rolls;
    }

    /**
     * Whether there is room, or another segment can be had. After a failure the append says why.
     */
    boolean canTake(int bytes, boolean control) {
        int room = roomInActive();
        if (failure.isSet()
                || bytes <= room - active.header().capacity() / RESERVE_DIVISOR
                || stock.fits(bytes)) {
            return true;
        }
        return stock.addQuick(bytes) || (control && bytes <= room);
    }

    long append(byte[] records, int count) throws IOException {
        failure.check();
        check(records, count);
        if (unwrittenCount == 0) {
            timeMs = Math.max(timeMs, clock.millis());
        }
        if (records.length > roomInActive() || isDue(records.length)) {
            roll(records.length);
        }
        long first = nextOffset;
        for (int at = 0; at < records.length; at = RecordLayout.next(records, at)) {
            RecordLayout.seal(records, at, nextOffset++, timeMs, active.salt(), crc);
            changes.see(records, at, position + at);
        }
        mark(first);
        stage(records, 0, records.length);
        tail.add(records, first, count);
        batchCount += count;
        batchBytes += records.length;
        unwrittenCount += count;
        return first;
    }

    /** How many records it wrote. */
    int write() throws IOException {
        failure.check();
        int count = unwrittenCount;
        if (count == 0) {
            return 0;
        }
        endBatch();
        drain();
        active.readableTo(position);
        ends.written(here());
        tail.publish();
        changes.reached(ends.written());
        unwrittenCount = 0;
        return count;
    }

    /** Writes what is left, and notes of it what the next opening wants to know. */
    void close() throws IOException {
        int unusedCount = write();
        changes.writeTo(here());
    }

    private Place here() {
        return new Place(active, position, nextOffset, timeMs);
    }

    private int roomInActive() {
        return active.header().capacity() - position - SegmentLayout.CLOSING_BYTES;
    }

    /** What we would not accept when reading we do not write. */
    private void check(byte[] records, int count) {
        int at = 0;
        int found = 0;
        while (at < records.length) {
            int bytesMax = Math.min(recordBytesMax, records.length - at);
            if (!RecordLayout.isFormed(records, at, records.length, bytesMax)
                    || !RecordType.takesOffset(RecordLayout.type(records, at))) {
                throw new IllegalArgumentException(
                        "no record that could be read again at byte " + at);
            }
            at = RecordLayout.next(records, at);
            found++;
        }
        if (found != count || found == 0 || at != records.length) {
            throw new IllegalArgumentException(
                    "%d records in %d bytes, not %d".formatted(found, records.length, count));
        }
    }

    private void mark(long offset) {
        if (position - markedPosition >= Segment.MARK_STEP_BYTES) {
            active.mark(offset, position, timeMs);
            markedPosition = position;
        }
    }

    private boolean isDue(int bytes) {
        return stock.isDue(active, timeMs)
                && position > SegmentLayout.PAGE_BYTES
                && stock.fits(bytes);
    }

    private void roll(int bytes) throws IOException {
        if (!stock.fits(bytes) && !stock.addQuick(bytes)) {
            throw new IllegalStateException("append of " + bytes + " bytes that cannot be taken");
        }
        Spare spare = stock.take(bytes).orElseThrow();
        endBatch();
        pad();
        drain();
        changes.writeTo(here());
        active.closedAt(nextOffset, timeMs, position);
        Segment next = begin(spare);
        active.followedBy(next);
        segments.add(next);
        active = next;
        rolls++;
        position = SegmentLayout.PAGE_BYTES;
        markedPosition = position;
        changes.begin(here());
    }

    private Segment begin(Spare spare) throws IOException {
        long life = active.life() + 1;
        var header =
                new SegmentLayout.Header(
                        spare.salt(),
                        spare.capacity(),
                        life,
                        active.life(),
                        life,
                        nextOffset,
                        timeMs);
        try {
            return Segment.begin(spare, header);
        } catch (IOException fault) {
            throw failure.because(fault);
        }
    }

    private void endBatch() throws IOException {
        if (batchCount == 0) {
            return;
        }
        BatchEnd.draw(closing, 0, ends.durable().endOffset(), batchCount, batchBytes);
        RecordLayout.seal(closing, 0, nextOffset, timeMs, active.salt(), crc);
        stage(closing, 0, BatchEnd.BYTES);
        batchCount = 0;
        batchBytes = 0;
    }

    /** Says that nothing more comes in this segment. */
    private void pad() throws IOException {
        int length = RecordLayout.HEADER_BYTES;
        RecordLayout.writeHeader(closing, 0, length, RecordType.PAD, 0, 0, 0);
        RecordLayout.seal(closing, 0, nextOffset, timeMs, active.salt(), crc);
        stage(closing, 0, length);
    }

    private void stage(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int end = from + length;
        while (at < end) {
            int step = Math.min(end - at, staging.remaining());
            staging.put(bytes, at, step);
            at += step;
            position += step;
            if (!staging.hasRemaining()) {
                drain();
            }
        }
    }

    private void drain() throws IOException {
        staging.flip();
        try {
            active.file().writeAll(staging, position - (long) staging.limit());
        } catch (IOException fault) {
            throw failure.because(fault);
        }
        staging.clear();
    }
}
