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

    /**
     * The name of a session that belongs to this one: a subscription of its client that needs a
     * feed to itself. The owner must keep {@code marker} among its own subscriptions, a filter
     * below {@code $replay/}, which matches nothing; when the owner ends, so does this one.
     */
    public SessionName annex(TopicFilter marker) {
        String owner = id.replace("%", "%25").replace("/", "%2F");
        return new SessionName(space + "-replay", owner + "/" + marker.text());
    }

    public boolean isAnonymous() {
        return id.isEmpty();
    }

    /** As operators write it: {@code mqtt:sensor-7}; of an anonymous one the space alone. */
    public String text() {
        return space + ":" + id;
    }
}
