package io.sluice.log;

import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Goes over one segment's records even where it is damaged: {@link #next} stops at what does not
 * verify, {@link #resume} finds the next record that does.
 */
final class PartWalk {
    private static final int WINDOW_BYTES = 256 * 1024;

    private final Segment segment;
    private final int limit;
    private final long stop;
    private RecordWalk record;

    /**
     * @param index of the segment in the chain; records that the next segment holds anew are left
     *     out
     */
    PartWalk(List<Found> chain, int index) throws IOException {
        Found found = chain.get(index);
        segment = found.segment();
        limit = found.isSealed() ? found.seal().endPosition() : (int) segment.file().length();
        stop =
                index + 1 < chain.size()
                        ? chain.get(index + 1).segment().baseOffset()
                        : Long.MAX_VALUE;
        record = RecordWalk.over(segment, SegmentLayout.PAGE_BYTES, limit, segment.baseOffset());
    }

    boolean next() throws IOException {
        return record.nextOffset() < stop && record.next();
    }

    /** Stands on the next whole record behind what does not verify; false if there is none. */
    boolean resume() throws IOException {
        if (isAtEnd()) {
            return false;
        }
        int from = record.nextPosition() + RecordLayout.ALIGNMENT;
        byte[] window = new byte[WINDOW_BYTES];
        while (limit - from >= RecordLayout.HEADER_BYTES) {
            int read = Math.min(window.length, limit - from);
            segment.file().readAll(ByteBuffer.wrap(window, 0, read), from);
            int at = 0;
            for (; read - at >= RecordLayout.HEADER_BYTES; at += RecordLayout.ALIGNMENT) {
                if (isCandidate(window, at, read, from) && stands(from + at, window, at)) {
                    return true;
                }
            }
            from += at;
        }
        return false;
    }

    /** Whether the segment was gone over to where its records end by rights. */
    boolean isAtEnd() {
        return record.nextOffset() >= stop || record.isAtLimit();
    }

    /** The record it stands on, and what comes next. */
    RecordWalk record() {
        return record;
    }

    private boolean isCandidate(byte[] window, int at, int read, int from) {
        if (!RecordLayout.isFormed(window, at, read, limit - from - at)) {
            return false;
        }
        long offset = RecordLayout.offset(window, at);
        return offset >= record.nextOffset() && offset < stop;
    }

    private boolean stands(int position, byte[] window, int at) throws IOException {
        long offset = RecordLayout.offset(window, at);
        RecordWalk there = RecordWalk.over(segment, position, limit, offset);
        if (!there.next()) {
            return false;
        }
        record = there;
        return true;
    }
}
