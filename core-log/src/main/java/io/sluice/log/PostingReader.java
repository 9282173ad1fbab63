package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads the records of one segment that lie at given positions, neighbours in one go. A position at
 * which no record of the kind verifies is an index that is wrong. Belongs to one thread.
 */
final class PostingReader {
    private static final int WINDOW_BYTES = 4096;
    private static final int WINDOW_BYTES_MAX = 64 * 1024;
    private static final int[] NOTHING = {};

    private final boolean messagesOnly;
    private final CRC32C crc = new CRC32C();
    private int[] positions = NOTHING;
    private byte[] window = new byte[WINDOW_BYTES];
    private int windowPosition;
    private int windowEnd;

    /**
     * @param messagesOnly whether other records than messages are wrong
     */
    PostingReader(boolean messagesOnly) {
        this.messagesOnly = messagesOnly;
    }

    /**
     * From now on these positions are read, of a segment that was not read before.
     *
     * @param sorted rising; not to be changed any more
     */
    void begin(int[] sorted) {
        positions = sorted;
        windowEnd = 0;
    }

    void end() {
        begin(NOTHING);
    }

    /**
     * The records from {@code from} on.
     *
     * @param segment pinned
     * @param limit no record ends behind this position
     * @param endOffset where to read on when there are no more
     * @param bytesMax about how many
     * @throws DamagedIndexException if there is no such record at one of the positions
     */
    LogChunk gather(Segment segment, int limit, long endOffset, long from, int bytesMax)
            throws IOException {
        int i = firstBehind(segment.markBefore(from).position());
        byte[] found = new byte[WINDOW_BYTES];
        int foundBytes = 0;
        long nextOffset = from;
        while (i < positions.length && foundBytes < bytesMax) {
            int at = load(segment, limit, i++);
            long offset = RecordLayout.offset(window, at);
            if (offset >= from) {
                int length = RecordLayout.next(window, at) - at;
                if (length > found.length - foundBytes) {
                    found = Arrays.copyOf(found, Math.max(2 * found.length, foundBytes + length));
                }
                System.arraycopy(window, at, found, foundBytes, length);
                foundBytes += length;
                nextOffset = offset + 1;
            }
        }
        long end = i == positions.length ? endOffset : nextOffset;
        return new LogChunk(found, 0, foundBytes, from, end);
    }

    private int firstBehind(int position) {
        int place = Arrays.binarySearch(positions, position);
        return place >= 0 ? place : -place - 1;
    }

    /** Where in the window the whole record is. */
    private int load(Segment segment, int limit, int i) throws IOException {
        int position = positions[i];
        int room = limit - position;
        if (!holds(position, RecordLayout.HEADER_BYTES)) {
            fill(segment, position, Math.min(room, bytesAhead(i)));
        }
        int at = position - windowPosition;
        if (!RecordLayout.isFormed(window, at, windowEnd - windowPosition, room)
                || !isWanted(RecordLayout.type(window, at))) {
            throw new DamagedIndexException(segment.path(), "no message at byte " + position);
        }
        int length = RecordLayout.next(window, at) - at;
        if (!holds(position, length)) {
            fill(segment, position, Math.min(room, length));
            at = 0;
        }
        if (!RecordLayout.isWhole(window, at, windowEnd - windowPosition, segment.salt(), crc)) {
            throw new DamagedIndexException(segment.path(), "no message at byte " + position);
        }
        return at;
    }

    private boolean isWanted(int type) {
        return messagesOnly ? type == RecordType.PUBLISH : RecordType.takesOffset(type);
    }

    /** Neighbours are read in one go. */
    private int bytesAhead(int i) {
        int last = i;
        while (last + 1 < positions.length
                && positions[last + 1] - positions[last] < WINDOW_BYTES
                && positions[last + 1] - positions[i] < WINDOW_BYTES_MAX - WINDOW_BYTES) {
            last++;
        }
        return positions[last] - positions[i] + WINDOW_BYTES;
    }

    private boolean holds(int position, int bytes) {
        return position >= windowPosition && position + bytes <= windowEnd;
    }

    private void fill(Segment segment, int position, int bytes) throws IOException {
        if (window.length < bytes) {
            window = new byte[bytes];
        }
        windowEnd = 0;
        segment.file().readAll(ByteBuffer.wrap(window, 0, bytes), position);
        windowPosition = position;
        windowEnd = position + bytes;
    }
}
