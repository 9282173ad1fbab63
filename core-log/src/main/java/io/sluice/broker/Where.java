package io.sluice.broker;

/**
 * Where in the log a subscription begins to read.
 *
 * @param kind how {@code value} is meant
 * @param value an offset, or milliseconds since 1970, or milliseconds before now; else 0
 */
public record Where(Kind kind, long value) {
    /** What comes from now on: the way of an ordinary subscription. */
    public static final Where NEXT = new Where(Kind.NEXT, 0);

    /** The forms of a place in the log. */
    public enum Kind {
        NEXT,
        FIRST,
        LAST,
        OFFSET,
        TIMESTAMP,
        AGO
    }
}
