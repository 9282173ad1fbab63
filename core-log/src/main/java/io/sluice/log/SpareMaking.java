package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A spare that is not finished: its file is filled with zeros, some MiB at a time, each of which is
 * forced, so that a flush of the log never waits for all of it. Belongs to who began it.
 */
final class SpareMaking {
    /**
     * The kernel keeps what is written in one go as one piece of its cache, and looks through all
     * blocks of a piece whenever a little of it is overwritten: small pieces make small appends
     * cheap.
     */
    private static final int ZEROS_BYTES = 32 << 10;

    private static final int STEP_BYTES = 16 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(ZEROS_BYTES);

    private final LogFiles files;
    private final Path path;
    private final LogFile file;
    private final long number;
    private final int capacity;
    private int filled;

    private SpareMaking(LogFiles files, Path path, LogFile file, long number, int capacity) {
        this.files = files;
        this.path = path;
        this.file = file;
        this.number = number;
        this.capacity = capacity;
    }

    /** Makes the file, empty. */
    static SpareMaking begin(LogFiles files, Path folder, long number, int capacity)
            throws IOException {
        Path path = SegmentStock.path(folder, number, SegmentStock.PREPARING);
        return new SpareMaking(files, path, files.create(path), number, capacity);
    }

    long number() {
        return number;
    }

    int capacity() {
        return capacity;
    }

    LogFile file() {
        return file;
    }

    /** Fills some more; whether it is full. The last zeros are not forced. */
    boolean step() throws IOException {
        int end = (int) Math.min(capacity, filled + (long) STEP_BYTES);
        while (filled < end) {
            ByteBuffer step = ZEROS.duplicate();
            step.limit(Math.min(ZEROS_BYTES, end - filled));
            int bytes = step.remaining();
            file.writeAll(step, filled);
            filled += bytes;
        }
        if (filled < capacity) {
            file.force();
        }
        return filled == capacity;
    }

    /** Lets go of it after a fault. */
    void drop(IOException fault) {
        try {
            file.close();
            files.delete(path);
        } catch (IOException second) {
            fault.addSuppressed(second); // the next opening removes what is left
        }
    }
}
