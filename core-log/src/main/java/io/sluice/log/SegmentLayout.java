package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first page of a segment's file: who it is, and how it ended. All integers are little-endian.
 *
 * <pre>
 *      0  magic "SLUICESG"
 *      8  version, 4 bytes: 1
 *     12  kind, 4 bytes: 1 a spare, 2 holds records
 *     16  salt, 4 bytes: goes into the checksum of each record
 *     20  capacity, 4 bytes: length of the file when it was made
 *     24  life, 8 bytes: counts the segments ever begun, from 1
 *     32  previousLife, 8 bytes: of the segment whose records come before, 0 for none
 *     40  committedBy, 8 bytes: this segment counts once that life, or a later one, has begun
 *     48  baseOffset, 8 bytes
 *     56  baseTimeMs, 8 bytes: no record in it was stored earlier
 *     64  crc32c of bytes 0 to 64
 *
 *   2048  magic "SLUICESL": a seal, written when all records are on the disk and no more will come
 *   2056  life, 8 bytes
 *   2064  endOffset, 8 bytes: one behind the last record's
 *   2072  endTimeMs, 8 bytes: no record in it was stored later
 *   2080  endPosition, 4 bytes: one behind the last byte
 *   2084  crc32c of bytes 2048 to 2084
 *
 *   4096  records, back to back
 * </pre>
 *
 * <p>The two parts lie in different sectors, so that writing the seal cannot tear the header. A
 * reader that meets another version refuses the file.
 */
final class SegmentLayout {
    static final int PAGE_BYTES = 4096;

    /** Room kept at the end of a segment for what closes it: a BATCH_END and a PAD. */
    static final int CLOSING_BYTES = BatchEnd.BYTES + RecordLayout.HEADER_BYTES;

    private static final long MAGIC = 0x4753_4543_4955_4C53L;
    private static final long SEAL_MAGIC = 0x4C53_4543_4955_4C53L;
    private static final int VERSION = 1;
    private static final int SPARE = 1;
    private static final int HOLDS_RECORDS = 2;
    private static final int HEADER_CRC_AT = 64;
    private static final int SEAL_AT = 2048;
    private static final int SEAL_BYTES = 40;
    private static final int SEAL_CRC_AT = 36;

    /** Who a segment is. Life 0 is a spare's. */
    record Header(
            int salt,
            int capacity,
            long life,
            long previousLife,
            long committedBy,
            long baseOffset,
            long baseTimeMs) {
        static Header spare(int salt, int capacity) {
            return new Header(salt, capacity, 0, 0, 0, 0, 0);
        }

        boolean isSpare() {
            return life == 0;
        }
    }

    /** How a segment ended. */
    record Seal(long life, long endOffset, long endTimeMs, int endPosition) {}

    static ByteBuffer page() {
        return ByteBuffer.allocateDirect(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Draws the page of a segment that is not sealed. */
    static void draw(Header header, ByteBuffer page) {
        page.clear();
        for (int at = 0; at < PAGE_BYTES; at += Long.BYTES) {
            page.putLong(at, 0);
        }
        page.putLong(0, MAGIC)
                .putInt(8, VERSION)
                .putInt(12, header.isSpare() ? SPARE : HOLDS_RECORDS)
                .putInt(16, header.salt())
                .putInt(20, header.capacity())
                .putLong(24, header.life())
                .putLong(32, header.previousLife())
                .putLong(40, header.committedBy())
                .putLong(48, header.baseOffset())
                .putLong(56, header.baseTimeMs())
                .putInt(HEADER_CRC_AT, crc(page, 0, HEADER_CRC_AT));
    }

    static void write(LogFile file, Header header, ByteBuffer page) throws IOException {
        draw(header, page);
        file.writeAll(page, 0);
    }

    static void write(LogFile file, Seal seal) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SEAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, SEAL_MAGIC)
                .putLong(8, seal.life())
                .putLong(16, seal.endOffset())
                .putLong(24, seal.endTimeMs())
                .putInt(32, seal.endPosition())
                .putInt(SEAL_CRC_AT, crc(bytes, 0, SEAL_CRC_AT));
        file.writeAll(bytes, SEAL_AT);
    }

    /** Whether the page holds a header as it was written. */
    static boolean isWhole(ByteBuffer page) {
        return page.getLong(0) == MAGIC
                && page.getInt(8) == VERSION
                && page.getInt(HEADER_CRC_AT) == crc(page, 0, HEADER_CRC_AT)
                && (page.getInt(12) == SPARE) == (page.getLong(24) == 0);
    }

    static Header header(ByteBuffer page) {
        return new Header(
                page.getInt(16),
                page.getInt(20),
                page.getLong(24),
                page.getLong(32),
                page.getLong(40),
                page.getLong(48),
                page.getLong(56));
    }

    /** Whether the page holds a seal of this life, as it was written. */
    static boolean isSealed(ByteBuffer page) {
        return page.getLong(SEAL_AT) == SEAL_MAGIC
                && page.getLong(SEAL_AT + 8) == page.getLong(24)
                && page.getInt(SEAL_AT + SEAL_CRC_AT) == crc(page, SEAL_AT, SEAL_CRC_AT);
    }

    static Seal seal(ByteBuffer page) {
        return new Seal(
                page.getLong(SEAL_AT + 8),
                page.getLong(SEAL_AT + 16),
                page.getLong(SEAL_AT + 24),
                page.getInt(SEAL_AT + 32));
    }

    private static int crc(ByteBuffer bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, length));
        return (int) crc.getValue();
    }

    private SegmentLayout() {}
}
