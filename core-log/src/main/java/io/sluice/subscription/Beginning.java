package io.sluice.subscription;

import io.sluice.broker.Where;

/**
 * The place at which a subscription begins, in eight bytes, as SUBSCRIBE and snapshots have it: the
 * first offset that it takes; or, where that has still to be looked for, what to look for. All that
 * is stored is at or behind such a number, so it takes all that is read.
 *
 * <pre>
 *   0 or more                an offset
 *  -1                        behind the record that says so
 *  -2 - 2 × timeMs           the first record stored at or after this time
 *  -3 - 2 × endOffset        the last record that matches below this offset
 * </pre>
 */
public final class Beginning {
    private static final long OPEN_FROM = -2;

    /**
     * @param where no longer dependent on the present time, and not {@link Where#FIRST}
     * @param endOffset where the log ends now
     */
    public static long of(Where where, long endOffset) {
        return switch (where.kind()) {
            case OFFSET -> where.value();
            case TIMESTAMP -> OPEN_FROM - (where.value() << 1);
            case LAST -> OPEN_FROM - (endOffset << 1 | 1);
            case NEXT -> StateRecords.BEHIND_THIS;
            case FIRST, AGO -> throw new IllegalArgumentException(where + " is no place yet");
        };
    }

    /** Whether the offset has still to be looked for. */
    static boolean isOpen(long beginning) {
        return beginning <= OPEN_FROM;
    }

    /** What was said; of {@code LAST}, the value is the offset below which to look. */
    static Where where(long beginning) {
        if (!isOpen(beginning)) {
            return Where.offset(beginning);
        }
        long said = OPEN_FROM - beginning;
        Where.Kind kind = (said & 1) == 0 ? Where.Kind.TIMESTAMP : Where.Kind.LAST;
        return new Where(kind, said >>> 1);
    }

    private Beginning() {}
}
