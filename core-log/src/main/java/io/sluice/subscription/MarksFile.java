package io.sluice.subscription;

import io.sluice.log.LogFile;
import io.sluice.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Keeps the {@link Marks}. Two slots, 4 KiB apart, are written in turn, so that a torn write leaves
 * the other; if neither is whole, more of the log is read at the next start, and nothing else. Each
 * slot, little-endian:
 *
 * <pre>
 *    0  magic "SLUICEMK"
 *    8  version, 4 bytes: 1
 *   12  shards, 4 bytes: 128
 *   16  turn, 8 bytes: the higher one counts
 *   24  offset, 8 bytes
 *   32  nextRef, 4 bytes
 *   36  128 × (heldTo:8 imageOffset:8 safeOffset:8)
 *       crc32c of all before
 * </pre>
 */
final class MarksFile {
    static final String NAME = "state.marks";

    private static final long MAGIC = 0x4B4D_4543_4955_4C53L; // "SLUICEMK"
    private static final int VERSION = 1;
    private static final int SLOT_STEP = 4096;
    private static final int CRC_AT = 36 + 24 * Shards.COUNT;
    private static final int SLOT_BYTES = CRC_AT + Integer.BYTES;

    private final LogFiles files;
    private final Path directory;
    private final Path path;
    private long turn;
    private Marks last = Marks.NONE;

    private MarksFile(LogFiles files, Path directory) {
        this.files = files;
        this.directory = directory;
        path = directory.resolve(NAME);
    }

    static MarksFile open(LogFiles files, Path directory) throws IOException {
        MarksFile marks = new MarksFile(files, directory);
        if (files.list(directory).contains(marks.path)) {
            marks.read();
        }
        return marks;
    }

    /** The newest that are whole. */
    Marks last() {
        return last;
    }

    void write(Marks marks) throws IOException {
        boolean isNew = !files.list(directory).contains(path);
        try (LogFile file = isNew ? files.create(path) : files.open(path)) {
            turn++;
            file.writeAll(draw(marks), (turn & 1) * SLOT_STEP);
            file.force();
        }
        if (isNew) {
            files.syncFolder(directory);
        }
        last = marks;
    }

    private ByteBuffer draw(Marks marks) {
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        slot.putLong(MAGIC).putInt(VERSION).putInt(Shards.COUNT).putLong(turn);
        slot.putLong(marks.offset()).putInt(marks.nextRef());
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            slot.putLong(marks.heldTo()[shard]).putLong(marks.imageOffsets()[shard]);
            slot.putLong(marks.safeOffsets()[shard]);
        }
        return slot.putInt(crc(slot)).flip();
    }

    private void read() throws IOException {
        try (LogFile file = files.openToRead(path)) {
            for (int at = 0; at + SLOT_BYTES <= file.length(); at += SLOT_STEP) {
                ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                file.readAll(slot, at);
                slot.flip();
                if (isWhole(slot) && slot.getLong(16) > turn) {
                    turn = slot.getLong(16);
                    last = marks(slot);
                }
            }
        }
    }

    private static boolean isWhole(ByteBuffer slot) {
        return slot.getLong(0) == MAGIC
                && slot.getInt(8) == VERSION
                && slot.getInt(12) == Shards.COUNT
                && slot.getInt(CRC_AT) == crc(slot);
    }

    private static Marks marks(ByteBuffer slot) {
        Marks marks =
                new Marks(
                        slot.getLong(24),
                        slot.getInt(32),
                        new long[Shards.COUNT],
                        new long[Shards.COUNT],
                        new long[Shards.COUNT]);
        slot.position(36);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            marks.heldTo()[shard] = slot.getLong();
            marks.imageOffsets()[shard] = slot.getLong();
            marks.safeOffsets()[shard] = slot.getLong();
        }
        return marks;
    }

    private static int crc(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
