package io.sluice.subscription;

import java.util.Arrays;

/**
 * The parts into which state is cut for its snapshots, and up to where in the log each of them was
 * loaded: a record counts for a shard only if it lies at or behind that offset. Live, it always
 * does.
 */
final class Shards {
    /** How many there are: on disk for good. */
    static final int COUNT = 1 << Shards.BITS;

    private static final int BITS = 7;

    private final long[] heldTo = new long[COUNT];

    /** The shard of a session. */
    static int ofSession(int ref) {
        return ref & COUNT - 1;
    }

    /** Tells the sessions of one shard apart, densely. */
    static int withinShard(int ref) {
        return ref >>> BITS;
    }

    /** A shard for what is only in memory. */
    static int ofHash(int hash) {
        return hash >>> -BITS;
    }

    /** The shard of a retained message. */
    static int ofTopic(byte[] utf8, int from, int length) {
        return Hash.stable(utf8, from, length) & COUNT - 1;
    }

    /** Whether the record at {@code offset} is not in the shard already. */
    boolean takes(int shard, long offset) {
        return offset >= heldTo[shard];
    }

    /** The shard holds the effect of all records below {@code offset}. */
    void holdsTo(int shard, long offset) {
        heldTo[shard] = offset;
    }

    /** From where the log must be read, so that every shard gets what it has not. */
    long oldest() {
        return Arrays.stream(heldTo).min().orElse(0);
    }
}
