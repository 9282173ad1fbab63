package io.sluice.broker;

/**
 * The name under which a session is found again. MQTT's and STOMP's are apart, so each protocol has
 * its own space.
 *
 * @param space the protocol: {@code "mqtt"}, {@code "stomp"}
 * @param id client identifier, or what a protocol makes of one; empty for a session that nobody can
 *     come back to
 */
public record SessionName(String space, String id) {
    /** A session that ends with its connection and that nobody can take over. */
    public static SessionName anonymous(String space) {
        return new SessionName(space, "");
    }

    public boolean isAnonymous() {
        return id.isEmpty();
    }
}
