package io.sluice.log;

import java.nio.file.Path;

/**
 * A place where the log is not as it was written.
 *
 * @param file in which it is
 * @param position byte of the file at which it begins
 * @param offset of the first record that cannot be read
 * @param what is wrong
 * @param unreadable how many records cannot be read because of it, or {@link #UNKNOWN}
 * @param lostByCut how many records would go if the log were cut at this offset; those of a file
 *     that says nothing of itself are not counted
 */
public record Damage(
        Path file, long position, long offset, String what, long unreadable, long lostByCut) {
    /** Nobody knows how many records the file held. */
    public static final long UNKNOWN = -1;

    @Override
    public String toString() {
        return "%s: byte %d: offset %d: %s; %s records cannot be read, cutting there loses %d"
                .formatted(
                        file,
                        position,
                        offset,
                        what,
                        unreadable == UNKNOWN ? "all its" : unreadable,
                        lostByCut);
    }
}
