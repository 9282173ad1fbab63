package io.sluice.broker;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Where in the log a subscription begins to read. Anything but {@link #NEXT} is a reading of its
 * own: see {@link Ingress#subscribe}.
 *
 * @param kind how {@code value} is meant
 * @param value an offset, or milliseconds since 1970, or milliseconds before now; else 0, but 1 in
 *     {@link #ONWARD}
 */
public record Where(Kind kind, long value) {
    /** What comes from now on: the way of an ordinary subscription. */
    public static final Where NEXT = new Where(Kind.NEXT, 0);

    /** What comes from now on, as a reading of its own, whose messages carry their offsets. */
    public static final Where ONWARD = new Where(Kind.NEXT, 1);

    /** From the oldest record that is kept. */
    public static final Where FIRST = new Where(Kind.FIRST, 0);

    /** From the last record that matches. */
    public static final Where LAST = new Where(Kind.LAST, 0);

    /** The accepted forms, for a person. */
    public static final String FORMS =
            "first, last, next, offset=N, timestamp=SECONDS,"
                    + " timestamp=2026-01-31T12:00:00Z, -15m (s, m, h, d)";

    private static final int DIGITS_MAX = 15;

    /** The forms of a place in the log. */
    public enum Kind {
        NEXT,
        FIRST,
        LAST,
        OFFSET,
        TIMESTAMP,
        AGO
    }

    /** From the record with this offset on. */
    public static Where offset(long offset) {
        return new Where(Kind.OFFSET, offset);
    }

    /** From the first record on that was stored at or after this time. */
    public static Where timestamp(long timeMs) {
        return new Where(Kind.TIMESTAMP, timeMs);
    }

    /**
     * The place that a client wrote down in one of the {@link #FORMS}, in exactly that spelling; it
     * is a reading of its own. A time before now is taken from the clock.
     */
    public static Optional<Where> parse(String text, Clock clock) {
        switch (text) {
            case "first":
                return Optional.of(FIRST);
            case "last":
                return Optional.of(LAST);
            case "next":
                return Optional.of(ONWARD);
            default:
                break;
        }
        if (text.startsWith("offset=")) {
            return number(text.substring("offset=".length())).map(Where::offset);
        }
        if (text.startsWith("timestamp=")) {
            return time(text.substring("timestamp=".length())).map(Where::timestamp);
        }
        return text.startsWith("-") ? ago(text).map(where -> where.asOf(clock)) : Optional.empty();
    }

    /** Whether it is the way of an ordinary subscription. */
    public boolean isOrdinary() {
        return equals(NEXT);
    }

    /** The same place, said without regard to the present time. */
    public Where asOf(Clock clock) {
        return kind == Kind.AGO ? timestamp(Math.max(0, clock.millis() - value)) : this;
    }

    private static Optional<Long> time(String text) {
        if (!text.endsWith("Z") || text.startsWith("+")) {
            return number(text).map(seconds -> seconds * 1000);
        }
        try {
            return Optional.of(Math.max(0, Instant.parse(text).toEpochMilli()));
        } catch (DateTimeParseException | ArithmeticException noTime) {
            return Optional.empty();
        }
    }

    private static Optional<Where> ago(String text) {
        long unitMs =
                switch (text.charAt(text.length() - 1)) {
                    case 's' -> 1000L;
                    case 'm' -> 60_000L;
                    case 'h' -> 3_600_000L;
                    case 'd' -> 86_400_000L;
                    default -> 0L;
                };
        if (unitMs == 0) {
            return Optional.empty();
        }
        Optional<Long> count = number(text.substring(1, text.length() - 1));
        return count.filter(many -> many <= Long.MAX_VALUE / unitMs)
                .map(many -> new Where(Kind.AGO, many * unitMs));
    }

    private static Optional<Long> number(String text) {
        if (text.isEmpty() || text.length() > DIGITS_MAX) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        return Optional.of(Long.parseLong(text));
    }
}
