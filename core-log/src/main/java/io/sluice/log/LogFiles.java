package io.sluice.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the log sees it, and the only way by which the log reaches it: what can go
 * wrong with a disk can be brought about here.
 */
public interface LogFiles {
    /** The file system of this machine. */
    static LogFiles onDisk() {
        return new DiskFiles();
    }

    /** Makes the folder, and those above it, if they are missing. */
    void makeFolder(Path folder) throws IOException;

    /** The plain files in the folder, in any order. */
    List<Path> list(Path folder) throws IOException;

    /** Makes a file that must not be there yet, to read and write. */
    LogFile create(Path file) throws IOException;

    /** Opens a file to read and write. */
    LogFile open(Path file) throws IOException;

    /** Opens a file to read only. */
    LogFile openToRead(Path file) throws IOException;

    /** Gives a file another name, in one step. */
    void rename(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    /** Asks the disk to keep the folder's list of names. */
    void syncFolder(Path folder) throws IOException;

    /** Bytes that this process may still take on the disk of the folder. */
    long usableBytes(Path folder) throws IOException;

    /**
     * Keeps everybody else who asks from having this file, until what is returned is closed or the
     * process ends.
     *
     * @throws IOException if somebody has it
     */
    Closeable lock(Path file) throws IOException;
}
