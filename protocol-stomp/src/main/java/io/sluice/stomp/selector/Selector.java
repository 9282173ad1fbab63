package io.sluice.stomp.selector;

/**
 * A condition over the headers of a message, in a part of SQL-92: comparisons, AND, OR, NOT, IN,
 * LIKE, BETWEEN, IS NULL over headers, texts, numbers, TRUE and FALSE. Holds nothing that changes.
 *
 * <p>A header is compared as what it is compared with: as a number with numbers, as a truth with
 * truths, else as a text. Texts are equal or not, and have no order.
 */
public final class Selector {
    /** Holds for every message. */
    public static final Selector EVERYTHING = new Selector(headers -> Truth.TRUE);

    private final Condition condition;

    private Selector(Condition condition) {
        this.condition = condition;
    }

    /** Compiles a selector; one of blanks only selects everything. */
    public static Selector compile(String text) throws SelectorFaultException {
        return text.isBlank() ? EVERYTHING : new Selector(new SelectorReader(text).read());
    }

    /** Whether a message with these headers is wanted: whether it certainly is. */
    public boolean matches(Headers headers) {
        return condition.of(headers) == Truth.TRUE;
    }
}
