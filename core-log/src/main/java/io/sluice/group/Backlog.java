package io.sluice.group;

import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much one group or queue holds: what was put in, as the log lane knows, less what it is done
 * with, as the group's lane knows. Any lane may ask; a moment later it may be otherwise.
 */
@Crossing
public final class Backlog {
    static final Backlog NOTHING = new Backlog(() -> 0, () -> 0, 0, 0, new AtomicLong());

    private final LongSupplier published;
    private final LongSupplier publishedBytes;
    private final AtomicLong removed;
    private final AtomicLong removedBytes;
    private final AtomicLong removedBytesOfAll;
    private volatile boolean counted = true;

    /**
     * @param published messages that were ever put in
     * @param publishedBytes bytes of their records
     * @param removed messages that it is done with already
     * @param removedBytes bytes of those
     * @param removedBytesOfAll counts on for all queues together
     */
    public Backlog(
            LongSupplier published,
            LongSupplier publishedBytes,
            long removed,
            long removedBytes,
            AtomicLong removedBytesOfAll) {
        this.published = published;
        this.publishedBytes = publishedBytes;
        this.removed = new AtomicLong(removed);
        this.removedBytes = new AtomicLong(removedBytes);
        this.removedBytesOfAll = removedBytesOfAll;
    }

    /** Messages held, unsettled ones among them. */
    public long messages() {
        return Math.max(0, published.getAsLong() - removed.get());
    }

    /** Bytes of their records. */
    public long bytes() {
        return messages() == 0 ? 0 : Math.max(0, publishedBytes.getAsLong() - removedBytes.get());
    }

    long removed() {
        return removed.getPlain();
    }

    /**
     * As the log is to remember them: where nothing is left, what was only guessed is put right.
     */
    long removedBytes() {
        return messages() == 0 ? publishedBytes.getAsLong() : removedBytes.getPlain();
    }

    /** Whether the numbers are right; not from a move of the cursor on until the queue is empty. */
    public boolean isCounted() {
        return counted;
    }

    /** On the log lane: the cursor was moved, and nobody knows how many messages it passed over. */
    public void uncount() {
        counted = false;
    }

    /** On the group's lane: so much more was removed, and now the numbers are right again. */
    void recount(long messages, long bytes) {
        removed.lazySet(removed.getPlain() + messages);
        removedBytes.lazySet(removedBytes.getPlain() + bytes);
        removedBytesOfAll.addAndGet(bytes);
        counted = true;
    }

    /** On the group's lane: it is done with a message. */
    void remove(int bytes) {
        removed.lazySet(removed.getPlain() + 1);
        removedBytes.lazySet(removedBytes.getPlain() + bytes);
        removedBytesOfAll.addAndGet(bytes);
    }
}
