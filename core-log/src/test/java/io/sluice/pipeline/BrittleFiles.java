package io.sluice.pipeline;

import io.sluice.log.LogFile;
import io.sluice.log.LogFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The disk, until it is told to fail: then no force succeeds, until it is healed. */
final class BrittleFiles implements LogFiles {
    private final LogFiles disk;
    private volatile boolean forcesFail;

    BrittleFiles(LogFiles disk) {
        this.disk = disk;
    }

    void failForces() {
        forcesFail = true;
    }

    void healForces() {
        forcesFail = false;
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        disk.makeFolder(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return disk.list(folder);
    }

    @Override
    public LogFile create(Path file) throws IOException {
        return new BrittleFile(disk.create(file));
    }

    @Override
    public LogFile open(Path file) throws IOException {
        return new BrittleFile(disk.open(file));
    }

    @Override
    public LogFile openToRead(Path file) throws IOException {
        return disk.openToRead(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        disk.syncFolder(folder);
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return disk.usableBytes(folder);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return disk.lock(file);
    }

    private final class BrittleFile implements LogFile {
        private final LogFile file;

        private BrittleFile(LogFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            return file.write(from, position);
        }

        @Override
        public void force() throws IOException {
            if (forcesFail) {
                throw new IOException("the disk gave up");
            }
            file.force();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
