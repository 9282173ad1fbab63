package io.sluice.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of all that is kept. Belongs to one process as long as it is open. */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "gateway.lock";

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Makes the folder if it is missing, and takes it. */
    static DataDirectory open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel lockFile =
                FileChannel.open(
                        path.resolve(LOCK_FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            take(path, lockFile);
            return new DataDirectory(path, lockFile);
        } catch (IOException | RuntimeException fault) {
            lockFile.close();
            throw fault;
        }
    }

    private static void take(Path path, FileChannel lockFile) throws IOException {
        if (!isFree(lockFile)) {
            ByteBuffer owner = ByteBuffer.allocate(32);
            lockFile.read(owner, 0);
            String pid = new String(owner.array(), 0, owner.position(), US_ASCII).strip();
            throw new IOException(
                    "%s is in use by another process%s; stop it, or choose another data-dir"
                            .formatted(path, pid.isEmpty() ? "" : " (" + pid + ")"));
        }
        lockFile.truncate(0);
        lockFile.write(
                ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
    }

    private static boolean isFree(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ownProcess) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
