package io.sluice.log;

import java.io.IOException;
import java.nio.file.Path;

/** A topic index is not as it was written. Nothing is lost: it is made again from its segment. */
final class DamagedIndexException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedIndexException(Path file, String what) {
        super(file + " is damaged: " + what);
    }
}
