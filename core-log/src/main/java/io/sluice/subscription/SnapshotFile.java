package io.sluice.subscription;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The frame of a snapshot file. All integers are little-endian.
 *
 * <pre>
 *   0               1               2               3
 *  +---------------------------------------------------------------+
 *  | magic "SLUICEST"                                              |  0
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  | version = 3                                                   |  8
 *  +-------------------------------+-------------------------------+
 *  | shard                         | shards = 128                  | 12
 *  +-------------------------------+-------------------------------+
 *  | offset: the image holds the effect of all records below       | 16
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  | imageBytes                                                    | 24
 *  +---------------------------------------------------------------+
 *  | crc32c of the bytes from 0 to 28, then the image              | 28
 *  +---------------------------------------------------------------+
 *  | image: see State                                             ... 32
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Version 1 knew no delayed messages, version 2 had all connected sessions stand apart; both are
 * read too. A file with another version is refused.
 */
final class SnapshotFile {
    static final int HEADER_BYTES = 32;
    static final int VERSION = 3;

    private static final int OLDEST_VERSION = 1;

    private static final long MAGIC = 0x54534543_49554C53L; // "SLUICEST"
    private static final int CHECKED_HEADER_BYTES = 28;

    static ByteBuffer header(int shard, long offset, byte[] image) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION);
        header.putShort((short) shard).putShort((short) Shards.COUNT);
        header.putLong(offset).putInt(image.length);
        header.putInt(checksum(header.array(), image, 0, image.length));
        return header.flip();
    }

    /**
     * What the file holds.
     *
     * @throws DamagedSnapshotException if it is not what was written for this shard
     */
    static Snapshot snapshot(Path file, int shard, byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new DamagedSnapshotException(
                    file, bytes.length, bytes.length + " bytes are no header");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getLong() != MAGIC) {
            throw new DamagedSnapshotException(file, 0, "it does not begin like a snapshot");
        }
        requireVersion(file, header.getInt());
        if (header.getShort() != shard || header.getShort() != Shards.COUNT) {
            throw new DamagedSnapshotException(file, 12, "it is of another shard");
        }
        long offset = header.getLong();
        int imageBytes = header.getInt();
        if (imageBytes != bytes.length - HEADER_BYTES || offset < 0) {
            throw new DamagedSnapshotException(
                    file,
                    24,
                    "it says %d bytes and has %d"
                            .formatted(imageBytes, bytes.length - HEADER_BYTES));
        }
        if (header.getInt() != checksum(bytes, bytes, HEADER_BYTES, imageBytes)) {
            throw new DamagedSnapshotException(
                    file,
                    28,
                    "the checksum there does not hold for its %d bytes".formatted(bytes.length));
        }
        return new Snapshot(offset, bytes, HEADER_BYTES);
    }

    private static void requireVersion(Path file, int version) {
        if (version < OLDEST_VERSION || version > VERSION) {
            throw new UnreadableStateException(
                    "%s has version %d, this gateway reads %d to %d"
                            .formatted(file, version, OLDEST_VERSION, VERSION));
        }
    }

    private static int checksum(byte[] header, byte[] image, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKED_HEADER_BYTES);
        crc.update(image, from, length);
        return (int) crc.getValue();
    }

    private SnapshotFile() {}
}
