package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads records in their order, from memory where they are new, from the files where not. One
 * belongs to each thread that reads; nothing of it may be used by two at once.
 *
 * <p>It verifies what it reads from a file, and shares the last pieces with all for whom it reads:
 * those who are at the same place cost one pass. It holds a file only while it is in {@link #read},
 * so an idle one keeps nothing from being trimmed.
 */
public final class LogReader implements AutoCloseable {
    private static final int STEP_BYTES = 256 * 1024;

    private final SegmentList segments;
    private final LogEnds ends;
    private final TailCache tail;
    private final CRC32C crc = new CRC32C();
    private final RecentChunks recent = new RecentChunks();
    private Segment lastSegment;
    private long lastOffset = -1;
    private int lastPosition;

    LogReader(SegmentList segments, LogEnds ends, TailCache tail) {
        this.segments = segments;
        this.ends = ends;
        this.tail = tail;
        lastSegment = segments.first();
    }

    /**
     * Whole, verified records from {@code from} on. An empty chunk if there are none yet; its end
     * offset is where to ask again. If {@code from} has been trimmed away, the chunk's base offset
     * is later.
     *
     * @param bytesMax about how many; a record that is longer comes alone
     * @throws CorruptLogException if what the file holds is not what was written
     */
    public LogChunk read(long from, int bytesMax) throws IOException {
        long end = ends.written().endOffset();
        if (from >= end) {
            return LogChunk.empty(from, from);
        }
        LogChunk newest = tail.chunk(from, bytesMax);
        if (!newest.isEmpty()) {
            return newest;
        }
        LogChunk shared = recent.from(from);
        return shared.isEmpty() ? readFiles(from, end, bytesMax) : shared;
    }

    /** For reading only what somebody wants; belongs to this reader. */
    public TopicSearch search(TopicWish wish) {
        return new TopicSearch(this, segments, ends, wish);
    }

    @Override
    public void close() {
        lastOffset = -1;
    }

    private LogChunk readFiles(long from, long end, int bytesMax) throws IOException {
        long base = from;
        long at = from;
        while (at < end) {
            Segment[] all = segments.all();
            int index = SegmentList.indexOf(all, at);
            if (index < 0) {
                base = all[0].baseOffset();
                at = base;
                index = 0;
            }
            Segment segment = all[index];
            if (segment.pin()) {
                LogChunk chunk = readPinned(segment, at, end, bytesMax);
                if (!chunk.isEmpty()) {
                    recent.add(chunk);
                    return chunk.beginningAt(base);
                }
                // Behind the last record of this segment is a leap.
                at = index + 1 < all.length ? all[index + 1].baseOffset() : end;
            }
        }
        return LogChunk.empty(base, Math.max(base, end)); // trimmed beyond the end we saw
    }

    private LogChunk readPinned(Segment segment, long from, long end, int bytesMax)
            throws IOException {
        try {
            return readSegment(segment, from, end, Math.min(bytesMax, STEP_BYTES));
        } finally {
            segment.unpin();
        }
    }

    private LogChunk readSegment(Segment segment, long from, long end, int bytesMax)
            throws IOException {
        Segment.Mark mark = segment.markBefore(from);
        int position = mark.position();
        long offset = mark.offset();
        if (segment == lastSegment && lastOffset == from) {
            position = lastPosition;
            offset = from;
        }
        int limit = segment.readableTo();
        int wanted = Math.max(bytesMax, SegmentLayout.PAGE_BYTES);
        while (position < limit) {
            byte[] window = new byte[Math.min(wanted, limit - position)];
            segment.file().readAll(ByteBuffer.wrap(window), position);
            Run run = new Run(segment, window, position, limit - position, offset);
            run.verify(from, end);
            if (run.start >= 0) {
                remember(segment, run.nextOffset, position + run.at);
                return new LogChunk(window, run.start, run.at, from, run.nextOffset);
            }
            if (run.ended) {
                break;
            }
            // Either the records before the one asked for, or the head of a long one.
            wanted = run.at == 0 ? run.wanted : wanted;
            position += run.at;
            offset = run.nextOffset;
        }
        return LogChunk.empty(from, from);
    }

    private void remember(Segment segment, long offset, int position) {
        lastSegment = segment;
        lastOffset = offset;
        lastPosition = position;
    }

    /** The records in one window of a file. */
    private final class Run {
        private final Segment segment;
        private final byte[] window;
        private final int position;
        private final int room;
        private long nextOffset;
        private int at;
        private int start = -1;
        private int wanted;
        private boolean ended;

        Run(Segment segment, byte[] window, int position, int room, long offset) {
            this.segment = segment;
            this.window = window;
            this.position = position;
            this.room = room;
            nextOffset = offset;
        }

        /** Goes on to the end of the window or of what may be read. */
        void verify(long from, long end) {
            while (at < window.length && !ended) {
                if (window.length - at < RecordLayout.HEADER_BYTES) {
                    wanted = RecordLayout.HEADER_BYTES;
                    return;
                }
                if (!RecordLayout.isFormed(window, at, window.length, room - at)
                        || RecordLayout.offset(window, at) != nextOffset) {
                    throw damaged("no such record there");
                }
                int next = RecordLayout.next(window, at);
                if (next > window.length) {
                    wanted = next - at;
                    return;
                }
                take(next, from, end);
            }
        }

        private void take(int next, long from, long end) {
            int type = RecordLayout.type(window, at);
            boolean counts = RecordType.takesOffset(type);
            if (counts && nextOffset >= end) {
                ended = true;
                return;
            }
            if (!RecordLayout.isWhole(window, at, window.length, segment.salt(), crc)) {
                throw damaged("its checksum does not fit");
            }
            if (at == 0) {
                segment.mark(nextOffset, position, RecordLayout.storeTimeMs(window, 0));
            }
            if (counts && start < 0 && nextOffset >= from) {
                start = at;
            }
            nextOffset += counts ? 1 : 0;
            ended = type == RecordType.PAD;
            at = next;
        }

        private CorruptLogException damaged(String what) {
            return new CorruptLogException(segment.path(), (long) position + at, nextOffset, what);
        }
    }
}
