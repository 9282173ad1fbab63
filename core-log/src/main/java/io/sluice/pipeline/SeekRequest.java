package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * An operator has a connected session, or the cursor of a group, read the log from another place.
 *
 * @param offset the place, or {@link Outbox#NOWHERE} for the end
 * @param sought told the place, or {@link Outbox#NOWHERE} if the session is not connected any more
 */
record SeekRequest(LoopIngress ingress, Outbox outbox, long offset, CompletableFuture<Long> sought)
        implements Request {
    private static final int RECORD_BYTES_LEAST = 4096;

    @Override
    public void run(LogDesk desk) throws IOException {
        if (outbox.isClosed()) {
            ingress.tell(outbox.feed()::rewindSettled);
            sought.complete(Outbox.NOWHERE);
        } else if (!desk.takesControl(RECORD_BYTES_LEAST)) {
            ingress.tell(outbox.feed()::rewindSettled);
            sought.completeExceptionally(new RefusedException(Refusal.DISK_FULL));
        } else {
            long from = place(offset, desk);
            byte[] record = desk.records().seek(outbox.ref(), from);
            long stored = desk.change(record, outbox.isLogged());
            outbox.seek(from);
            desk.groups().sought(outbox.ref());
            desk.answerStored(ingress, new Answer(from, sought), stored);
        }
    }

    /** A place within the log as it is now. */
    static long place(long offset, LogDesk desk) {
        long end = desk.nextOffset();
        return offset == Outbox.NOWHERE
                ? end
                : Math.max(desk.log().firstOffset(), Math.min(offset, end));
    }

    /** Tells somebody of another thread. */
    record Answer(long offset, CompletableFuture<Long> to) implements Receipt {
        @Override
        public void stored(long firstOffset) {
            to.complete(offset);
        }

        @Override
        public void refused(Refusal why) {
            to.completeExceptionally(new RefusedException(why));
        }
    }
}
