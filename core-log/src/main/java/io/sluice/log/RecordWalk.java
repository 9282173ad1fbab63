package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Goes over the records of one segment's file, one after the other, and verifies each: its
 * checksum, and that its offset is the one that comes next. Belongs to who made it.
 *
 * <p>It stands on a record after {@link #next} has said true. It ends at the limit, behind a PAD,
 * or before the first record that does not verify.
 */
final class RecordWalk {
    private static final int WINDOW_BYTES = 256 * 1024;

    private final LogFile file;
    private final int salt;
    private final int limit;
    private final CRC32C crc = new CRC32C();
    private byte[] window = new byte[0];
    private int windowPosition;
    private int windowEnd;
    private int position;
    private long nextOffset;
    private int at;
    private int nextPosition;
    private boolean padded;

    /**
     * @param position where the first record begins
     * @param limit no record ends behind this byte
     * @param offset that the first record with one must have
     */
    RecordWalk(LogFile file, int salt, int position, int limit, long offset) {
        this.file = file;
        this.salt = salt;
        this.limit = limit;
        this.position = position;
        nextPosition = position;
        nextOffset = offset;
        windowPosition = position;
        windowEnd = position;
    }

    static RecordWalk over(Segment segment, int position, int limit, long offset) {
        return new RecordWalk(segment.file(), segment.salt(), position, limit, offset);
    }

    /** Goes to the next record; false if there is none that verifies. */
    boolean next() throws IOException {
        if (padded || !holds(RecordLayout.HEADER_BYTES)) {
            return false;
        }
        int start = nextPosition - windowPosition;
        int room = limit - nextPosition;
        if (!RecordLayout.isFormed(window, start, windowEnd - windowPosition, room)
                || RecordLayout.offset(window, start) != nextOffset) {
            return false;
        }
        if (!holds(Math.min(room, RecordLayout.aligned(RecordLayout.length(window, start))))) {
            return false;
        }
        at = nextPosition - windowPosition;
        if (!RecordLayout.isWhole(window, at, windowEnd - windowPosition, salt, crc)) {
            return false;
        }
        position = nextPosition;
        nextPosition = windowPosition + RecordLayout.next(window, at);
        padded = type() == RecordType.PAD;
        if (RecordType.takesOffset(type())) {
            nextOffset++;
        }
        return true;
    }

    byte[] bytes() {
        return window;
    }

    /** Where in {@link #bytes} the record begins. */
    int at() {
        return at;
    }

    int type() {
        return RecordLayout.type(window, at);
    }

    /** Where in the file the record begins. */
    int position() {
        return position;
    }

    /** Where in the file the next one begins, or would. */
    int nextPosition() {
        return nextPosition;
    }

    /** The offset that the next one has, or should have. */
    long nextOffset() {
        return nextOffset;
    }

    /** Whether the segment was closed by a PAD. */
    boolean isPadded() {
        return padded;
    }

    /** Whether it ended because nothing more may come, and not because something is wrong. */
    boolean isAtLimit() {
        return padded || nextPosition >= limit;
    }

    /** Sees to it that the window holds so many bytes from the next position on. */
    private boolean holds(int bytes) throws IOException {
        if (nextPosition + bytes <= windowEnd) {
            return true;
        }
        if (bytes > limit - nextPosition) {
            return false;
        }
        int wanted = Math.min(Math.max(bytes, WINDOW_BYTES), limit - nextPosition);
        if (window.length < wanted) {
            window = new byte[wanted];
        }
        ByteBuffer into = ByteBuffer.wrap(window, 0, wanted);
        file.readAll(into, nextPosition);
        windowPosition = nextPosition;
        windowEnd = nextPosition + wanted;
        return true;
    }
}
