package io.sluice.log;

import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the log has failed. Once it has, it has for good: after a refused fsync the kernel may
 * call the next one good while the bytes are gone.
 */
@Crossing
final class LogFailure {
    private static final Logger LOG = LoggerFactory.getLogger(LogFailure.class);

    private final AtomicReference<Throwable> cause = new AtomicReference<>();

    boolean isSet() {
        return cause.get() != null;
    }

    /** Throws if the log has failed. */
    void check() throws LogFailedException {
        Throwable first = cause.get();
        if (first != null) {
            throw new LogFailedException(first);
        }
    }

    /** From now on the log has failed; what to throw. */
    LogFailedException because(Throwable fault) {
        if (cause.compareAndSet(null, fault)) {
            LOG.error(
                    "the log has failed: nothing more is written, nothing more is promised", fault);
        }
        return new LogFailedException(cause.get());
    }
}
