package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the shards of the state, a file each. A new image is written beside the old, made durable,
 * and then takes its name: whenever the gateway stops, there is one whole file or the other.
 *
 * <p>{@link #read} holds nothing and may be called by several threads at once, before the lanes
 * run.
 */
@OwnedBy(Lane.HOUSEKEEPING)
public final class SnapshotStore {
    private final Path directory;
    private final MarksFile marks;
    private final long[] offsets = new long[Shards.COUNT];
    private volatile long oldestOffset;

    /**
     * @param directory where the files lie; made if it is missing
     */
    public SnapshotStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Files.deleteIfExists(temporary(shard));
        }
        marks = MarksFile.open(LogFiles.onDisk(), directory);
    }

    /**
     * What was kept of the shard, or an empty image if nothing was.
     *
     * @throws DamagedSnapshotException if the file is not as it was written
     */
    public Snapshot read(int shard) throws IOException {
        Path file = file(shard);
        if (Files.notExists(file)) {
            return Snapshot.NONE;
        }
        Snapshot snapshot = SnapshotFile.snapshot(file, shard, Files.readAllBytes(file));
        isKeptTo(shard, snapshot.offset());
        return snapshot;
    }

    /**
     * Keeps an image in place of the one before. When this fails, the one before is still there.
     *
     * @param offset the image holds the effect of all records below, and the log has them durable
     */
    public void write(int shard, long offset, byte[] image) throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        Path temporary = temporary(shard);
        try (FileChannel file =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeWhole(file, SnapshotFile.header(shard, offset, image));
            writeWhole(file, ByteBuffer.wrap(image));
            file.force(true);
        }
        Files.move(temporary, file(shard), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
        isKeptTo(shard, offset);
    }

    /** The newest marks that were kept. Like {@link #read}. */
    Marks marks() {
        return marks.last();
    }

    /**
     * Keeps marks in place of those before.
     *
     * @param next the log is durable up to their offset
     */
    public void write(Marks next) throws IOException {
        assert Lane.HOUSEKEEPING.isHere();
        marks.write(next);
        findOldest();
    }

    /**
     * The log may be trimmed up to here, not further: 0 until every shard was kept, read, or
     * marked. Any lane may ask.
     */
    public long oldestOffset() {
        return oldestOffset;
    }

    private synchronized void isKeptTo(int shard, long offset) {
        offsets[shard] = offset;
        findOldest();
    }

    private synchronized void findOldest() {
        long oldest = Long.MAX_VALUE;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            oldest = Math.min(oldest, marks.last().heldTo(shard, offsets[shard]));
        }
        oldestOffset = oldest;
    }

    private static void writeWhole(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    Path file(int shard) {
        return directory.resolve("state-%03d.snap".formatted(shard));
    }

    private Path temporary(int shard) {
        return directory.resolve("state-%03d.tmp".formatted(shard));
    }
}
