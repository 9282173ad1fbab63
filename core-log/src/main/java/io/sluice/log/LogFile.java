package io.sluice.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file of the log. Reads and writes name their position, so several lanes may use it at
 * once. Closing it twice does nothing.
 */
public interface LogFile extends AutoCloseable {
    /** Reads up to what {@code into} has room for; how many bytes, or -1 behind the end. */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes up to all of {@code from}; how many bytes. */
    int write(ByteBuffer from, long position) throws IOException;

    /** Asks the disk to keep what was written. */
    void force() throws IOException;

    /** Drops everything behind {@code length} bytes. */
    void truncate(long length) throws IOException;

    /** Bytes in the file. */
    long length() throws IOException;

    @Override
    void close() throws IOException;

    /** Writes all of {@code from}, in several steps if the disk takes it so. */
    default void writeAll(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            int wrote = write(from, at);
            if (wrote <= 0) {
                throw new IOException("the disk took none of " + from.remaining() + " bytes");
            }
            at += wrote;
        }
    }

    /** Fills {@code into} to its limit. */
    default void readAll(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = read(into, at);
            if (read <= 0) {
                throw new EOFException("the file ends at byte " + at);
            }
            at += read;
        }
    }
}
