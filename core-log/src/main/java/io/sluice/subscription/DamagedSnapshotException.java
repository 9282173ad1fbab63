package io.sluice.subscription;

import java.nio.file.Path;

/** A snapshot is not as it was written. The gateway stays closed until a person has looked. */
public final class DamagedSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /**
     * @param position byte of the file at which what does not fit begins
     */
    DamagedSnapshotException(Path file, long position, String what) {
        super("%s is damaged at byte %d: %s".formatted(file, position, what));
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
