package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far the log was on the disk when this was last written. Two slots, 4 KiB apart, are written
 * in turn, so that a torn write leaves the other. Little-endian, each slot:
 *
 * <pre>
 *   0  magic "SLUICECP"
 *   8  version, 4 bytes: 1
 *  12  clean, 4 bytes: 1 if the log was closed and nothing came after
 *  16  turn, 8 bytes: the higher one counts
 *  24  life, 8 bytes: of the segment in which the durable end lies
 *  32  durableEnd, 8 bytes: an offset
 *  40  timeMs, 8 bytes: when the last record before it was stored
 *  48  position, 4 bytes: of the durable end in that segment
 *  52  crc32c of bytes 0 to 52
 * </pre>
 *
 * <p>Owned by the lane that opens and closes the log, and by housekeeping in between.
 */
final class CheckpointFile implements AutoCloseable {
    static final String NAME = "checkpoint";

    private static final long MAGIC = 0x5043_4543_4955_4C53L;
    private static final int VERSION = 1;
    private static final int SLOT_STEP = 4096;
    private static final int SLOT_BYTES = 56;
    private static final int CRC_AT = 52;

    /** What one slot says. */
    record Checkpoint(boolean clean, long life, long durableEnd, long timeMs, int position) {
        static Checkpoint of(Place durable, boolean clean) {
            return new Checkpoint(
                    clean,
                    durable.segment().life(),
                    durable.endOffset(),
                    durable.timeMs(),
                    durable.position());
        }
    }

    private final LogFile file;
    private long turn;
    private Optional<Checkpoint> last;

    private CheckpointFile(LogFile file) throws IOException {
        this.file = file;
        this.last = newest();
    }

    static CheckpointFile open(LogFiles files, Path folder) throws IOException {
        Path path = folder.resolve(NAME);
        if (files.list(folder).contains(path)) {
            return new CheckpointFile(files.open(path));
        }
        LogFile file = files.create(path);
        file.writeAll(ByteBuffer.allocate(2 * SLOT_STEP), 0);
        file.force();
        files.syncFolder(folder);
        return new CheckpointFile(file);
    }

    static CheckpointFile openToRead(LogFiles files, Path folder) throws IOException {
        return new CheckpointFile(files.openToRead(folder.resolve(NAME)));
    }

    /** The newest one that is whole. */
    Optional<Checkpoint> last() {
        return last;
    }

    /**
     * Writes it down, unless that is what was written last: an idle log asks nothing of the disk.
     */
    void write(Checkpoint checkpoint) throws IOException {
        if (last.equals(Optional.of(checkpoint))) {
            return;
        }
        turn++;
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        slot.putLong(0, MAGIC)
                .putInt(8, VERSION)
                .putInt(12, checkpoint.clean() ? 1 : 0)
                .putLong(16, turn)
                .putLong(24, checkpoint.life())
                .putLong(32, checkpoint.durableEnd())
                .putLong(40, checkpoint.timeMs())
                .putInt(48, checkpoint.position())
                .putInt(CRC_AT, crc(slot));
        file.writeAll(slot, (turn & 1) * SLOT_STEP);
        file.force();
        last = Optional.of(checkpoint);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private Optional<Checkpoint> newest() throws IOException {
        Optional<Checkpoint> best = Optional.empty();
        for (int at = 0; at <= SLOT_STEP && file.length() >= at + SLOT_BYTES; at += SLOT_STEP) {
            ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.readAll(slot, at);
            if (isWhole(slot) && slot.getLong(16) > turn) {
                turn = slot.getLong(16);
                best = Optional.of(checkpoint(slot));
            }
        }
        return best;
    }

    private static boolean isWhole(ByteBuffer slot) {
        return slot.getLong(0) == MAGIC
                && slot.getInt(8) == VERSION
                && slot.getInt(CRC_AT) == crc(slot);
    }

    private static Checkpoint checkpoint(ByteBuffer slot) {
        return new Checkpoint(
                slot.getInt(12) == 1,
                slot.getLong(24),
                slot.getLong(32),
                slot.getLong(40),
                slot.getInt(48));
    }

    private static int crc(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
