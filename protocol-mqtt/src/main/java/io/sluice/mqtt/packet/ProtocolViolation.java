package io.sluice.mqtt.packet;

/**
 * The client broke a rule of the standard. Thrown wherever that is seen, caught in one place, the
 * connection, which it ends. Has no stack trace: it says nothing of our code.
 */
public final class ProtocolViolation extends RuntimeException {
    private final String clause;
    private final Reason reason;

    /**
     * @param clause the statement of the standard, as {@code MQTT-3.1.0-2}; those of version 3.1.1
     *     where 5 has no such number
     * @param reason what the client is told
     */
    public ProtocolViolation(String clause, Reason reason, String text) {
        super(text, null, false, false);
        this.clause = clause;
        this.reason = reason;
    }

    /** The packet cannot be read. */
    public static ProtocolViolation malformed(String clause, String text) {
        return new ProtocolViolation(clause, Reason.MALFORMED_PACKET, text);
    }

    /** The packet can be read, but must not be, or not now. */
    public static ProtocolViolation error(String clause, String text) {
        return new ProtocolViolation(clause, Reason.PROTOCOL_ERROR, text);
    }

    public String clause() {
        return clause;
    }

    public Reason reason() {
        return reason;
    }
}
