package io.sluice.subscription;

import java.nio.file.Path;

/** A snapshot is not as it was written. The gateway stays closed until a person has looked. */
public final class DamagedSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedSnapshotException(Path file, String what) {
        super(
                "%s is damaged: %s; restore it from a backup, or move it away if the log still goes back to offset 0"
                        .formatted(file, what));
    }
}
