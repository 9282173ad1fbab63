package io.sluice.log;

import java.io.IOException;

/**
 * The disk refused a write or a flush, now or earlier. It is final: nothing more is written until
 * the log is opened anew, and nothing above the durable end was ever promised.
 */
public final class LogFailedException extends IOException {
    LogFailedException(Throwable cause) {
        super("the log has failed and takes nothing more: " + cause, cause);
    }
}
