package io.sluice.log;

import io.sluice.log.SegmentFolder.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What the bytes behind a record that does not verify still say about how far the log had been on
 * the disk. It looks for a BATCH_END at every place where one may begin; the salt, which nobody
 * outside knows, keeps a payload from posing as one.
 */
final class LookAhead {
    private static final int WINDOW_BYTES = 1 << 20;

    private final long offset;
    private final CRC32C crc = new CRC32C();
    private long durableEnd;
    private int lastPosition;

    /**
     * @param offset of the record that does not verify
     */
    LookAhead(long offset) {
        this.offset = offset;
    }

    /** The highest durable end that was found. */
    long durableEnd() {
        return durableEnd;
    }

    /** Behind the last BATCH_END found in the segment that was searched first. */
    int lastPosition() {
        return lastPosition;
    }

    void add(Found later) throws IOException {
        int position = lastPosition;
        if (later.isSealed()) {
            durableEnd = Math.max(durableEnd, later.seal().endOffset());
        } else {
            search(later.segment(), SegmentLayout.PAGE_BYTES);
        }
        lastPosition = position;
    }

    /** Searches the segment from this place on. */
    void search(Segment segment, int from) throws IOException {
        int limit = (int) segment.file().length();
        byte[] window = new byte[Math.min(WINDOW_BYTES, limit - from)];
        lastPosition = from;
        int position = from;
        while (limit - position >= BatchEnd.BYTES) {
            int read = Math.min(window.length, limit - position);
            segment.file().readAll(ByteBuffer.wrap(window, 0, read), position);
            int at = 0;
            for (; read - at >= BatchEnd.BYTES; at += RecordLayout.ALIGNMENT) {
                if (BatchEnd.isAt(window, at, read, segment.salt(), crc)
                        && RecordLayout.offset(window, at) >= offset) {
                    durableEnd = Math.max(durableEnd, BatchEnd.durableEnd(window, at));
                    lastPosition = position + at + BatchEnd.BYTES;
                }
            }
            position += at;
        }
    }
}
