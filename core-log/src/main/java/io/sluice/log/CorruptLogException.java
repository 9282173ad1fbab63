package io.sluice.log;

import java.nio.file.Path;

/**
 * What was once whole and safe on the disk is not any more. The log stays closed until a person has
 * looked.
 */
public final class CorruptLogException extends RuntimeException {
    private final Path file;
    private final long position;
    private final long offset;
    private final String what;

    CorruptLogException(Path file, long position, long offset, String what) {
        super(
                "%s is damaged at byte %d, where offset %d should be: %s; see bin/sluice log verify %s"
                        .formatted(
                                file, position, offset, what, file.toAbsolutePath().getParent()));
        this.file = file;
        this.position = position;
        this.offset = offset;
        this.what = what;
    }

    public Path file() {
        return file;
    }

    /** Byte of the file at which the damage begins. */
    public long position() {
        return position;
    }

    /** What is wrong there. */
    public String what() {
        return what;
    }

    /** Offset of the record that should be there. */
    public long offset() {
        return offset;
    }
}
