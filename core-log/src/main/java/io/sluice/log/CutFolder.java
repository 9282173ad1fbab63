package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where a cut keeps the files as they were: a folder below the log's, a new one each time. */
final class CutFolder {
    private static final int STEP_BYTES = 1 << 20;

    private final Path path;
    private final LogFiles files;

    private CutFolder(Path path, LogFiles files) {
        this.path = path;
        this.files = files;
    }

    static CutFolder make(Path directory, long offset, LogFiles files) throws IOException {
        Path path = directory.resolve("cut-at-" + offset);
        files.makeFolder(path);
        for (int again = 2; !files.list(path).isEmpty(); again++) {
            path = directory.resolve("cut-at-%d-%d".formatted(offset, again));
            files.makeFolder(path);
        }
        return new CutFolder(path, files);
    }

    Path path() {
        return path;
    }

    /** Keeps a copy, which is on the disk when this returns. */
    void copy(Path file, LogFile from) throws IOException {
        try (LogFile to = files.create(path.resolve(file.getFileName()))) {
            ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
            long length = from.length();
            for (long at = 0; at < length; at += STEP_BYTES) {
                step.clear().limit((int) Math.min(STEP_BYTES, length - at));
                from.readAll(step, at);
                to.writeAll(step.flip(), at);
            }
            to.force();
        }
        files.syncFolder(path);
    }

    /** Takes the file out of the log's folder. */
    void move(Path file) throws IOException {
        files.rename(file, path.resolve(file.getFileName()));
        files.syncFolder(path);
    }
}
