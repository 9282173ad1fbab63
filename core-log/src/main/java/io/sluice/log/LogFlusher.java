package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;

/**
 * Asks the disk to keep what is written, segment by segment in their order, and only then says that
 * it is durable. A refusal is final: the disk is never asked again.
 */
@OwnedBy(Lane.FLUSH)
final class LogFlusher {
    private final LogEnds ends;
    private final LogFailure failure;
    private Segment current;

    LogFlusher(LogEnds ends, LogFailure failure) {
        this.ends = ends;
        this.failure = failure;
        current = ends.durable().segment();
    }

    /** Whether there was anything to flush. */
    boolean flush() throws IOException {
        failure.check();
        Place end = ends.written();
        if (end.endOffset() == ends.durable().endOffset()) {
            return false;
        }
        try {
            while (current != end.segment()) {
                current.force();
                current.seal();
                current = current.next();
            }
            current.force();
        } catch (IOException fault) {
            throw failure.because(fault);
        }
        failure.check();
        ends.durable(end);
        return true;
    }
}
