package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.LogFile;
import io.sluice.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Keeps the shards of the state, a file each. A new image is written beside the old, made durable,
 * and then takes its name: whenever the gateway stops, there is one whole file or the other.
 *
 * <p>{@link #read} holds nothing and may be called by several threads at once, before the lanes
 * run.
 */
@OwnedBy(Lane.SNAPSHOT)
public final class SnapshotStore {
    private static final String STATE = "state-";
    private static final String SUFFIX = ".snap";
    private static final String PREPARING = ".tmp";

    private final Path directory;
    private final LogFiles files;
    private final MarksFile marks;
    private final long[] offsets = new long[Shards.COUNT];
    private volatile long oldestOffset;

    /**
     * @param directory where the files lie; made if it is missing
     */
    public SnapshotStore(Path directory) throws IOException {
        this(directory, LogFiles.onDisk());
    }

    /**
     * @param directory where the files lie; made if it is missing
     */
    public SnapshotStore(Path directory, LogFiles files) throws IOException {
        this.directory = directory;
        this.files = files;
        files.makeFolder(directory);
        for (Path file : files.list(directory)) {
            if (file.getFileName().toString().endsWith(PREPARING)) {
                files.delete(file);
            }
        }
        marks = MarksFile.open(files, directory);
    }

    /**
     * What was kept of the shard, or an empty image if nothing was.
     *
     * @throws DamagedSnapshotException if the file is not as it was written
     */
    public Snapshot read(int shard) throws IOException {
        Path path = file(shard);
        try {
            Snapshot snapshot = SnapshotFile.snapshot(path, shard, bytes(path));
            isKeptTo(shard, snapshot.offset());
            return snapshot;
        } catch (NoSuchFileException never) {
            return Snapshot.NONE;
        }
    }

    /**
     * Keeps an image in place of the one before. When this fails, the one before is still there.
     *
     * @param offset the image holds the effect of all records below, and the log has them durable
     */
    public void write(int shard, long offset, byte[] image) throws IOException {
        assert Lane.SNAPSHOT.isHere();
        Path temporary = temporary(shard);
        try (LogFile file = create(temporary)) {
            ByteBuffer header = SnapshotFile.header(shard, offset, image);
            int headerBytes = header.remaining();
            file.writeAll(header, 0);
            file.writeAll(ByteBuffer.wrap(image), headerBytes);
            file.force();
        }
        files.rename(temporary, file(shard));
        files.syncFolder(directory);
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
        assert Lane.SNAPSHOT.isHere();
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

    /** One that the disk did not take whole before goes first. */
    private LogFile create(Path path) throws IOException {
        try {
            return files.create(path);
        } catch (FileAlreadyExistsException unfinished) {
            files.delete(path);
            return files.create(path);
        }
    }

    private byte[] bytes(Path path) throws IOException {
        try (LogFile file = files.openToRead(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.length()));
            file.readAll(bytes, 0);
            return bytes.array();
        }
    }

    Path file(int shard) {
        return directory.resolve(name(shard));
    }

    /** The name of a shard's file. */
    static String name(int shard) {
        return STATE + digits(shard) + SUFFIX;
    }

    private Path temporary(int shard) {
        return directory.resolve(STATE + digits(shard) + PREPARING);
    }

    private static String digits(int shard) {
        return shard < 10 ? "00" + shard : shard < 100 ? "0" + shard : "" + shard;
    }
}
