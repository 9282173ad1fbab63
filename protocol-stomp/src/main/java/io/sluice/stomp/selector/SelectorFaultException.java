package io.sluice.stomp.selector;

/** A selector that cannot be understood: where, and what would be right. */
public final class SelectorFaultException extends Exception {
    private static final long serialVersionUID = 1;

    private final int position;

    /**
     * @param position of the letter where the fault is seen, counted from 1
     */
    SelectorFaultException(int position, String why) {
        super(why, null, false, false);
        this.position = position;
    }

    /** The letter where the fault is seen, counted from 1; one behind the last at the end. */
    public int position() {
        return position;
    }
}
