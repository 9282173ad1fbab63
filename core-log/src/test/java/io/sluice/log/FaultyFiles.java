package io.sluice.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Other files, through which a disk can be made to fail at a chosen call. */
public final class FaultyFiles implements LogFiles {
    private final LogFiles files;
    private final AtomicInteger writesUntilFault = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger forcesUntilFault = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger callsSinceFault = new AtomicInteger();
    private volatile boolean faulted;
    private volatile int bytesPerWriteMax = Integer.MAX_VALUE;
    private volatile boolean full;
    private volatile Runnable atRead = () -> {};
    private volatile Runnable atForce = () -> {};

    public FaultyFiles(LogFiles files) {
        this.files = files;
    }

    /** The n-th write from now fails, counting from 1. */
    public FaultyFiles failWrite(int n) {
        writesUntilFault.set(n);
        return this;
    }

    /** The n-th force from now fails, counting from 1; a folder's sync counts too. */
    public FaultyFiles failForce(int n) {
        forcesUntilFault.set(n);
        return this;
    }

    /** Each write takes no more than so many bytes. */
    public FaultyFiles writeAtMost(int bytes) {
        bytesPerWriteMax = bytes;
        return this;
    }

    /** Whether the disk is full: no file can be made. */
    public void full(boolean now) {
        full = now;
    }

    /** What happens in the midst of each read of a file that was opened to write. */
    public void atRead(Runnable event) {
        atRead = event;
    }

    /** What happens before each force: a slow disk waits here. */
    public void atForce(Runnable event) {
        atForce = event;
    }

    /** Whether the fault has come. */
    public boolean hasFaulted() {
        return faulted;
    }

    /** Writes and forces that were tried after the fault. */
    public int callsSinceFault() {
        return callsSinceFault.get();
    }

    private void count(AtomicInteger untilFault, String what) throws IOException {
        if (faulted) {
            callsSinceFault.incrementAndGet();
        }
        if (untilFault.decrementAndGet() == 0) {
            faulted = true;
            throw new IOException(what + " failed on purpose");
        }
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        files.makeFolder(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return files.list(folder);
    }

    @Override
    public LogFile create(Path file) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        return new Faulty(files.create(file));
    }

    @Override
    public LogFile open(Path file) throws IOException {
        return new Faulty(files.open(file));
    }

    @Override
    public LogFile openToRead(Path file) throws IOException {
        return files.openToRead(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        files.delete(file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        count(forcesUntilFault, "sync");
        files.syncFolder(folder);
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return full ? 0 : files.usableBytes(folder);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return files.lock(file);
    }

    private final class Faulty implements LogFile {
        private final LogFile file;

        Faulty(LogFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            atRead.run();
            return file.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            count(writesUntilFault, "write");
            int end = from.limit();
            from.limit(from.position() + Math.min(from.remaining(), bytesPerWriteMax));
            int wrote = file.write(from, position);
            from.limit(end);
            return wrote;
        }

        @Override
        public void force() throws IOException {
            atForce.run();
            count(forcesUntilFault, "force");
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
