package io.sluice.subscription;

import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The names of those who publish without a session, the last of them, for who asks later whose a
 * message was. Their references are the highest sixteen million below 0, which no session has. In
 * memory only: of a message from before the start nobody knows.
 *
 * <p>Any thread may introduce somebody and ask.
 */
@Crossing
public final class Publishers {
    /** The references are from this to -1. */
    static final int FIRST_REF = -1 << 24;

    private static final int COUNT_MAX = 1 << 16;

    private final AtomicInteger introduced = new AtomicInteger();
    private final AtomicReferenceArray<Named> names = new AtomicReferenceArray<>(COUNT_MAX);

    private record Named(int ref, String label, long endOffset) {}

    /**
     * A reference for messages of one who publishes without a session.
     *
     * @param label what operators call him
     * @param endOffset where the log ended before his first message
     */
    public int introduce(String label, long endOffset) {
        int ref = introduced.getAndIncrement() | FIRST_REF;
        names.set(ref & COUNT_MAX - 1, new Named(ref, label, endOffset));
        return ref;
    }

    static boolean isOne(int ref) {
        return ref >= FIRST_REF && ref < 0;
    }

    /**
     * What operators call him; empty if it is not remembered.
     *
     * @param offset of a message of his
     */
    String label(int ref, long offset) {
        Named named = names.get(ref & COUNT_MAX - 1);
        boolean isKnown = named != null && named.ref() == ref && named.endOffset() <= offset;
        return isKnown ? named.label() : "";
    }
}
