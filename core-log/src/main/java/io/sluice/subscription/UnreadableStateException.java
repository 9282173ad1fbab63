package io.sluice.subscription;

/**
 * A change of state that this version cannot read: it was written by a newer one, or it is damaged
 * though its checksum holds. Nothing may be built on a state that lacks it, so the gateway stops.
 */
public final class UnreadableStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableStateException(String what) {
        super(what);
    }
}
