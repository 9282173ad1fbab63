package io.sluice.gateway.auth;

import java.nio.file.Path;

/** A password or ACL file that cannot be used: which one, where, and why. */
public final class FileFaultException extends Exception {
    FileFaultException(Path file, int line, String what) {
        super(file + (line > 0 ? ":" + line : "") + ": " + what);
    }
}
