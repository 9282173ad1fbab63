package io.sluice.log;

import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes the records at the end of the log anew, into files of their own, when nobody knows whether
 * they are on the disk: after a failed fsync the kernel may show bytes that the disk never got. One
 * copy is made of each segment that has such records. They count once the segment of life {@code
 * committedBy} has begun.
 */
final class TailCopy {
    private static final int BUFFER_BYTES = 1 << 20;

    private final LogConfig config;
    private final LogFiles files;
    private final long committedBy;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] pad = new byte[RecordLayout.HEADER_BYTES];
    private final List<Segment> copies = new ArrayList<>();
    private long number;
    private long life;
    private long previousLife;
    private long recordCount;
    private int position;

    TailCopy(LogConfig config, LogFiles files, long lastNumber, long committedBy) {
        this.config = config;
        this.files = files;
        this.committedBy = committedBy;
        number = lastNumber;
    }

    /**
     * Copies what lies between two places.
     *
     * @param parts the segments from that of {@code from} to that of {@code to}
     * @param firstLife the first copy's
     * @param lifeBefore of the segment that stays before them
     */
    void copy(List<Found> parts, Place from, Place to, long firstLife, long lifeBefore)
            throws IOException {
        life = firstLife;
        previousLife = lifeBefore;
        long copied = from.endOffset();
        for (Found part : parts) {
            Segment segment = part.segment();
            boolean first = segment == from.segment();
            int start = first ? from.position() : SegmentLayout.PAGE_BYTES;
            long base = first ? from.endOffset() : segment.baseOffset();
            boolean begins = first && lifeBefore == 0; // says where the log begins, even if empty
            if (base < to.endOffset() || begins) {
                copied = copyPart(RecordWalk.over(segment, start, limit(part), base), base, to);
            }
        }
        if (copied != to.endOffset()) {
            throw new IOException(
                    "the log ended at offset %d a moment ago, now it ends at %d"
                            .formatted(to.endOffset(), copied));
        }
    }

    List<Segment> copies() {
        return copies;
    }

    long recordCount() {
        return recordCount;
    }

    /** The highest number that a file of it has. */
    long lastNumber() {
        return number;
    }

    private static int limit(Found part) throws IOException {
        return part.isSealed() ? part.seal().endPosition() : (int) part.segment().file().length();
    }

    /** The end offset of the copy. */
    private long copyPart(RecordWalk walk, long base, Place to) throws IOException {
        number++;
        Path preparing = SegmentStock.path(config.directory(), number, SegmentStock.PREPARING);
        LogFile file = files.create(preparing);
        int salt = SegmentStock.saltOtherThan(0);
        position = SegmentLayout.PAGE_BYTES;
        buffer.clear();
        long timeMs = to.timeMs();
        long baseTimeMs = -1;
        while (walk.nextOffset() < to.endOffset() && walk.next()) {
            if (RecordType.takesOffset(walk.type())) {
                timeMs = RecordLayout.storeTimeMs(walk.bytes(), walk.at());
                baseTimeMs = baseTimeMs < 0 ? timeMs : baseTimeMs;
                long offset = walk.nextOffset() - 1;
                RecordLayout.seal(walk.bytes(), walk.at(), offset, timeMs, salt, crc);
                int length = RecordLayout.next(walk.bytes(), walk.at()) - walk.at();
                put(file, walk.bytes(), walk.at(), length);
                recordCount++;
            }
        }
        RecordLayout.writeHeader(pad, 0, pad.length, RecordType.PAD, 0, 0, 0);
        RecordLayout.seal(pad, 0, walk.nextOffset(), timeMs, salt, crc);
        put(file, pad, 0, pad.length);
        drain(file);
        finish(file, preparing, salt, base, baseTimeMs, walk.nextOffset(), timeMs);
        return walk.nextOffset();
    }

    private void finish(
            LogFile file,
            Path preparing,
            int salt,
            long base,
            long baseTimeMs,
            long end,
            long timeMs)
            throws IOException {
        var header =
                new SegmentLayout.Header(
                        salt, position, life, previousLife, committedBy, base, baseTimeMs);
        SegmentLayout.write(file, header, SegmentLayout.page());
        Path path = SegmentStock.path(config.directory(), number, SegmentStock.SUFFIX);
        Segment copy = new Segment(path, file, header, position);
        copy.closedAt(end, timeMs, position);
        copy.seal(); // forces the records too; until it has its name, the file does not count
        files.rename(preparing, path);
        files.syncFolder(config.directory());
        copies.add(copy);
        previousLife = life;
        life++;
    }

    private void put(LogFile file, byte[] bytes, int from, int length) throws IOException {
        int at = from;
        while (at < from + length) {
            int step = Math.min(from + length - at, buffer.remaining());
            buffer.put(bytes, at, step);
            at += step;
            position += step;
            if (!buffer.hasRemaining()) {
                drain(file);
            }
        }
    }

    private void drain(LogFile file) throws IOException {
        buffer.flip();
        file.writeAll(buffer, position - (long) buffer.limit());
        buffer.clear();
    }
}
