package io.sluice.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The file {@code N.cidx} beside a segment {@code N.seg}: where in it records lie that may change
 * state, so that the next opening need not look at the others. The append notes them, a block for
 * every few MiB ({@link ChangeNotes}), and does not force it: a block that does not verify, or does
 * not follow the one before, ends it, and what lies behind is looked through. All integers are
 * little-endian.
 *
 * <pre>
 *    0  magic "SLUICECI"
 *    8  version, 4 bytes: 1
 *   12  salt, 4 bytes: the segment's
 *   16  life, 8 bytes: the segment's
 *   24  crc32c of bytes 0 to 24
 *   28  blocks: fromPosition:4 toPosition:4 fromOffset:8 toOffset:8
 *               timeMs:8, of its first record, -1 if it has none
 *               count:4  count × position:4  crc32c of the block
 * </pre>
 *
 * <p>A file with another version, or of another life, is as if it were not there.
 */
final class ChangeIndex {
    static final String SUFFIX = ".cidx";
    static final int HEADER_BYTES = 28;

    private static final long MAGIC = 0x4943_4543_4955_4C53L; // "SLUICECI"
    private static final int VERSION = 1;
    private static final int HEADER_CRC_AT = 24;
    private static final int BLOCK_BYTES = 36;
    private static final int COUNT_AT = 32;
    private static final int FILE_BYTES_MAX = 1 << 28;

    private final PositionList positions = new PositionList();
    private int endPosition;
    private long endOffset;
    private int length;

    /**
     * What one block says: where between two places of the segment records lie that may change
     * state.
     *
     * @param timeMs when its first record was stored, -1 if it has none
     */
    record Block(
            int from, int to, long fromOffset, long toOffset, long timeMs, PositionList changes) {
        boolean isFirst() {
            return from == SegmentLayout.PAGE_BYTES;
        }

        ByteBuffer draw() {
            ByteBuffer bytes = buffer(BLOCK_BYTES + (changes.count() + 1) * Integer.BYTES);
            bytes.putInt(from).putInt(to).putLong(fromOffset).putLong(toOffset);
            bytes.putLong(timeMs).putInt(changes.count());
            for (int i = 0; i < changes.count(); i++) {
                bytes.putInt(changes.at(i));
            }
            return bytes.putInt(crc(bytes, 0, bytes.position())).flip();
        }
    }

    private ChangeIndex(Segment segment) {
        endPosition = SegmentLayout.PAGE_BYTES;
        endOffset = segment.baseOffset();
    }

    /**
     * What the segment's file says, as far as it verifies; nothing if there is none. Notes in the
     * segment where its blocks begin, for readers.
     */
    static ChangeIndex of(Segment segment, LogFiles files) {
        ChangeIndex index = new ChangeIndex(segment);
        Path path = segment.beside(SUFFIX);
        try (LogFile file = files.openToRead(path)) {
            index.read(file, segment);
        } catch (IOException missing) {
            return index; // as far as it came
        }
        return index;
    }

    /** Up to this position in the segment it knows all. */
    int endPosition() {
        return endPosition;
    }

    /** All records below this offset, from the segment's first on, it knows. */
    long endOffset() {
        return endOffset;
    }

    /** How much of the file it has read, header included; 0 if that does not fit. */
    int length() {
        return length;
    }

    int[] positions() {
        return positions.sorted();
    }

    private void read(LogFile file, Segment segment) throws IOException {
        long fileBytes = file.length();
        if (fileBytes > FILE_BYTES_MAX) {
            throw new EOFException("no such index is so long");
        }
        ByteBuffer bytes = buffer((int) fileBytes);
        file.readAll(bytes, 0);
        boolean fits =
                fileBytes >= HEADER_BYTES
                        && bytes.getInt(HEADER_CRC_AT) == crc(bytes, 0, HEADER_CRC_AT)
                        && bytes.slice(0, HEADER_CRC_AT).equals(header(segment, HEADER_CRC_AT));
        length = fits ? HEADER_BYTES : 0;
        while (fits && isBlock(bytes, length, segment.readableTo())) {
            length = take(bytes, length, segment);
        }
    }

    private boolean isBlock(ByteBuffer bytes, int at, int limit) {
        int room = bytes.limit() - at - BLOCK_BYTES - Integer.BYTES;
        if (room < 0) {
            return false;
        }
        int count = bytes.getInt(at + COUNT_AT);
        if (count < 0 || count > room / Integer.BYTES) {
            return false;
        }
        int covered = BLOCK_BYTES + count * Integer.BYTES;
        return bytes.getInt(at + covered) == crc(bytes, at, covered)
                && bytes.getInt(at) == endPosition
                && bytes.getInt(at + 4) <= limit
                && bytes.getLong(at + 8) == endOffset;
    }

    /** Where the next block begins. */
    private int take(ByteBuffer bytes, int at, Segment segment) {
        long timeMs = bytes.getLong(at + 24);
        if (timeMs >= 0) {
            segment.mark(endOffset, endPosition, timeMs);
        }
        int count = bytes.getInt(at + COUNT_AT);
        for (int i = 0; i < count; i++) {
            positions.add(bytes.getInt(at + BLOCK_BYTES + i * Integer.BYTES));
        }
        endPosition = bytes.getInt(at + 4);
        endOffset = bytes.getLong(at + 16);
        return at + BLOCK_BYTES + (count + 1) * Integer.BYTES;
    }

    /** How a file of this segment begins. */
    static ByteBuffer header(Segment segment) {
        return header(segment, HEADER_BYTES);
    }

    private static ByteBuffer header(Segment segment, int length) {
        ByteBuffer bytes = buffer(HEADER_BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(segment.salt()).putLong(segment.life());
        bytes.putInt(crc(bytes, 0, HEADER_CRC_AT));
        return bytes.flip().limit(length);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, length));
        return (int) crc.getValue();
    }
}
