package io.sluice.stomp.selector;

import java.util.Optional;

/** What stands on one side of a comparison, for one message. */
sealed interface Value {
    /** A text, as it stood in quotes. */
    record Text(String text) implements Value {}

    /** A number that was written as one. */
    record Numeral(String text) implements Value {}

    /** {@code TRUE} or {@code FALSE}. */
    record Bool(boolean holds) implements Value {}

    /** What a header says: it is whatever it is compared with. */
    record Header(String text) implements Value {}

    /** A header that is not there. */
    enum Nothing implements Value {
        NULL
    }

    /** Whether it is true, if it is a truth. */
    default Truth truth() {
        if (this instanceof Bool bool) {
            return Truth.of(bool.holds);
        }
        if (this instanceof Header header && header.text.equalsIgnoreCase("true")) {
            return Truth.TRUE;
        }
        return this instanceof Header header && header.text.equalsIgnoreCase("false")
                ? Truth.FALSE
                : Truth.UNKNOWN;
    }

    /** The letters of a text or a header. */
    default Optional<String> letters() {
        if (this instanceof Text text) {
            return Optional.of(text.text);
        }
        return this instanceof Header header ? Optional.of(header.text) : Optional.empty();
    }

    /** The letters of what may be a number. */
    private String digits() {
        if (this instanceof Numeral number) {
            return number.text;
        }
        return this instanceof Header header ? header.text : "";
    }

    /** How two values compare, if they can: below 0, 0 or above. Only numbers have an order. */
    static Optional<Integer> compareNumbers(Value left, Value right) {
        if (isWhole(left.digits()) && isWhole(right.digits())) {
            return Optional.of(
                    Long.compare(Long.parseLong(left.digits()), Long.parseLong(right.digits())));
        }
        if (isDecimal(left.digits()) && isDecimal(right.digits())) {
            return Optional.of(
                    Double.compare(
                            Double.parseDouble(left.digits()), Double.parseDouble(right.digits())));
        }
        return Optional.empty();
    }

    /** Whether two values are the same; unknown if they are of different kinds. */
    static Truth areEqual(Value left, Value right) {
        if (left instanceof Bool || right instanceof Bool) {
            boolean known = left.truth() != Truth.UNKNOWN && right.truth() != Truth.UNKNOWN;
            return known ? Truth.of(left.truth() == right.truth()) : Truth.UNKNOWN;
        }
        Optional<Integer> order = compareNumbers(left, right);
        if (order.isPresent()) {
            return Truth.of(order.get() == 0);
        }
        Optional<String> letters = left.letters();
        return letters.isPresent() && right.letters().isPresent()
                ? Truth.of(letters.equals(right.letters()))
                : Truth.UNKNOWN;
    }

    private static boolean isWhole(String text) {
        int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (text.length() == from || text.length() - from > 18) {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a number as SQL writes it; Java's other forms are not. */
    private static boolean isDecimal(String text) {
        boolean digits = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digits |= c >= '0' && c <= '9';
            if ("0123456789+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        if (!digits || text.length() > 400) {
            return false;
        }
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
