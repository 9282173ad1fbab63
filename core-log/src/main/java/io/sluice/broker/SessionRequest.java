package io.sluice.broker;

/**
 * What a connection asks for when its client has been let in.
 *
 * @param name whose session
 * @param cleanStart forget what there was
 * @param expirySeconds how long the session outlives its connection, unsigned 32 bits; 0: it does
 *     not, and leaves nothing in the log; 0xFFFFFFFF: for ever
 * @param will what to publish if the client is lost
 */
public record SessionRequest(SessionName name, boolean cleanStart, long expirySeconds, Will will) {
    /** The value of {@code expirySeconds} for a session without end. */
    public static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

    /** A session that is gone with its connection. */
    public static SessionRequest volatileOne(SessionName name) {
        return new SessionRequest(name, true, 0, Will.NONE);
    }

    public boolean isDurable() {
        return expirySeconds > 0;
    }
}
