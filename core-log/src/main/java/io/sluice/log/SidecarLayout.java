package io.sluice.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The file {@code N.sidx} beside a closed segment {@code N.seg}: where its messages lie, by topic.
 * All integers are little-endian. Whatever does not fit its checksum or its segment is made again;
 * a reader that meets another version does the same.
 *
 * <pre>
 *      0  magic "SLUICEIX"
 *      8  version, 4 bytes: 1
 *     12  salt, 4 bytes: the segment's
 *     16  life, 8 bytes: the segment's
 *     24  endPosition, 4 bytes: where the segment's records end
 *     28  recordCount, 4 bytes: messages in the segment
 *     32  blockCount, 4 bytes
 *     36  markCount, 4 bytes
 *     40  directoryAt, 4 bytes: where in this file
 *     44  directoryBytes, 4 bytes, checksum included
 *     48  endOffset, 8 bytes: one behind the last record's
 *     56  crc32c of bytes 0 to 56
 *
 *   4096  pages of 4096 bytes: 1023 positions of 4 bytes, crc32c of them;
 *         topic after topic in the order of names, each topic's rising
 *         blocks of up to 64 topics: n × (nameBytes:2 name recordCount:4), crc32c of them
 *         directory: of each block at:4 bytes:4 topics:2 firstRecord:4 nameBytes:2 first name,
 *         then marks: offset:8 position:4 timeMs:8, then crc32c of all of it
 * </pre>
 */
final class SidecarLayout {
    static final String SUFFIX = ".sidx";
    static final int PAGE_BYTES = 4096;
    static final int PAGE_POSITIONS = PAGE_BYTES / Integer.BYTES - 1;
    static final int BLOCK_TOPICS = 64;
    static final int HEADER_BYTES = 60;

    private static final long MAGIC = 0x5849_4543_4955_4C53L;
    private static final int VERSION = 1;
    private static final int CRC_AT = 56;

    /** What the first bytes say. */
    record Header(
            int salt,
            long life,
            int endPosition,
            int recordCount,
            int blockCount,
            int markCount,
            int directoryAt,
            int directoryBytes,
            long endOffset) {}

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer draw(Header header) {
        ByteBuffer bytes = buffer(HEADER_BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(header.salt()).putLong(header.life());
        bytes.putInt(header.endPosition()).putInt(header.recordCount());
        bytes.putInt(header.blockCount()).putInt(header.markCount());
        bytes.putInt(header.directoryAt()).putInt(header.directoryBytes());
        bytes.putLong(header.endOffset());
        return bytes.putInt(crc(bytes, 0, CRC_AT)).flip();
    }

    /** Whether these are the first bytes as they were written. */
    static boolean isWhole(ByteBuffer bytes) {
        return bytes.getLong(0) == MAGIC
                && bytes.getInt(8) == VERSION
                && bytes.getInt(CRC_AT) == crc(bytes, 0, CRC_AT);
    }

    static Header header(ByteBuffer bytes) {
        return new Header(
                bytes.getInt(12),
                bytes.getLong(16),
                bytes.getInt(24),
                bytes.getInt(28),
                bytes.getInt(32),
                bytes.getInt(36),
                bytes.getInt(40),
                bytes.getInt(44),
                bytes.getLong(48));
    }

    /** Whether the last four of these bytes are the checksum of those before. */
    static boolean isWhole(ByteBuffer bytes, int from, int length) {
        int covered = length - Integer.BYTES;
        return covered >= 0 && bytes.getInt(from + covered) == crc(bytes, from, covered);
    }

    static int crc(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, length));
        return (int) crc.getValue();
    }

    private SidecarLayout() {}
}
