package io.sluice.subscription;

import io.sluice.broker.Subscription;

/**
 * The terms of a subscription in one number.
 *
 * <pre>
 *   31                                                 4   3   2   1 0
 *  +----------------------------------------------------+---+---+-----+
 *  | identifier, 0 for none                             |rap|nl | qos |
 *  +----------------------------------------------------+---+---+-----+
 * </pre>
 */
final class Terms {
    static final int IDENTIFIER_MAX = 268_435_455;

    /** The bits of all that is not the identifier. */
    static final int FLAGS = 0x0F;

    private static final int QOS = 0x03;
    private static final int NO_LOCAL = 0x04;
    private static final int RETAIN_AS_PUBLISHED = 0x08;

    static int of(Subscription wish) {
        return of(wish.qos(), wish.noLocal(), wish.retainAsPublished(), wish.identifier());
    }

    static int of(int qos, boolean noLocal, boolean retainAsPublished, int identifier) {
        if (identifier > IDENTIFIER_MAX) {
            throw new IllegalArgumentException("subscription identifier " + identifier);
        }
        return identifier << 4
                | (retainAsPublished ? RETAIN_AS_PUBLISHED : 0)
                | (noLocal ? NO_LOCAL : 0)
                | qos;
    }

    static int qos(int terms) {
        return terms & QOS;
    }

    static boolean noLocal(int terms) {
        return (terms & NO_LOCAL) != 0;
    }

    static boolean retainAsPublished(int terms) {
        return (terms & RETAIN_AS_PUBLISHED) != 0;
    }

    static int identifier(int terms) {
        return terms >>> 4;
    }

    /** Both taken together, but for the identifiers. */
    static int mergedFlags(int a, int b) {
        return Math.max(a & QOS, b & QOS) | a & b & NO_LOCAL | (a | b) & RETAIN_AS_PUBLISHED;
    }

    private Terms() {}
}
