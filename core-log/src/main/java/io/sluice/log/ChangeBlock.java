package io.sluice.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One block of a {@link ChangeIndex}: all records that may change state between two places of a
 * segment. Where they are few the block has copies of them, so that they are read in one go with
 * it; else they are read at their positions. Little-endian:
 *
 * <pre>
 *   0  fromPosition, 4 bytes
 *   4  toPosition, 4 bytes
 *   8  fromOffset, 8 bytes
 *  16  toOffset, 8 bytes
 *  24  timeMs, 8 bytes: of its first record, -1 if it has none
 *  32  count, 4 bytes
 *  36  copiesBytes, 4 bytes: 0 if they are not copied
 *  40  count × position:4, rising
 *      copies: whole records, padding included
 *      crc32c of all before
 * </pre>
 */
final class ChangeBlock {
    private static final int HEADER_BYTES = 40;
    private static final int COUNT_AT = 32;
    private static final int COPIES_BYTES_AT = 36;

    private final byte[] file;
    private final int at;
    private final ByteBuffer bytes;

    private ChangeBlock(byte[] file, int at, int length) {
        this.file = file;
        this.at = at;
        bytes = ByteBuffer.wrap(file, at, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How a block is written. */
    static ByteBuffer draw(Place from, Place to, ChangeList changes) {
        PositionList positions = changes.positions();
        int count = positions.count();
        int length = HEADER_BYTES + (count + 1) * Integer.BYTES + changes.copiesBytes();
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(from.position()).putInt(to.position());
        bytes.putLong(from.endOffset()).putLong(to.endOffset());
        bytes.putLong(changes.firstTimeMs()).putInt(count).putInt(changes.copiesBytes());
        for (int i = 0; i < count; i++) {
            bytes.putInt(positions.at(i));
        }
        bytes.put(changes.copies(), 0, changes.copiesBytes());
        return bytes.putInt(crc(bytes, bytes.position())).flip();
    }

    /**
     * What stands at this place of a file.
     *
     * @return nothing if it is no whole block
     */
    static Optional<ChangeBlock> at(byte[] file, int at) {
        int room = file.length - at - HEADER_BYTES - Integer.BYTES;
        if (room < 0) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int count = header.getInt(at + COUNT_AT);
        int copiesBytes = header.getInt(at + COPIES_BYTES_AT);
        boolean fits =
                count >= 0
                        && count <= room / Integer.BYTES
                        && copiesBytes >= 0
                        && copiesBytes <= room - count * Integer.BYTES;
        if (!fits) {
            return Optional.empty();
        }
        int length = HEADER_BYTES + (count + 1) * Integer.BYTES + copiesBytes;
        ChangeBlock block = new ChangeBlock(file, at, length);
        int covered = length - Integer.BYTES;
        boolean isWhole = block.bytes.getInt(covered) == crc(block.bytes, covered);
        return isWhole ? Optional.of(block) : Optional.empty();
    }

    int length() {
        return bytes.limit();
    }

    int fromPosition() {
        return bytes.getInt(0);
    }

    int toPosition() {
        return bytes.getInt(4);
    }

    long fromOffset() {
        return bytes.getLong(8);
    }

    /** One behind the last offset that it covers. */
    long toOffset() {
        return bytes.getLong(16);
    }

    long timeMs() {
        return bytes.getLong(24);
    }

    int[] positions() {
        int[] positions = new int[count()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = bytes.getInt(HEADER_BYTES + i * Integer.BYTES);
        }
        return positions;
    }

    /** Whether the records can be had from it, and not only their places. */
    boolean isCopied() {
        return count() == 0 || bytes.getInt(COPIES_BYTES_AT) > 0;
    }

    /**
     * The records, for who reads from this offset on.
     *
     * @throws DamagedIndexException if they are not as they were written
     */
    LogChunk records(long from, Segment segment, CRC32C crc) throws DamagedIndexException {
        int first = at + HEADER_BYTES + count() * Integer.BYTES;
        int end = first + bytes.getInt(COPIES_BYTES_AT);
        int record = first;
        int start = first;
        while (record < end && RecordLayout.isWhole(file, record, end, segment.salt(), crc)) {
            boolean isBefore = RecordLayout.offset(file, record) < from;
            record = RecordLayout.next(file, record);
            start = isBefore ? record : start;
        }
        if (record != end) {
            throw new DamagedIndexException(
                    segment.beside(ChangeIndex.SUFFIX), "no record at byte " + record);
        }
        return new LogChunk(file, start, end, from, toOffset());
    }

    private int count() {
        return bytes.getInt(COUNT_AT);
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, length));
        return (int) crc.getValue();
    }
}
