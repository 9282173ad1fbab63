package io.sluice.stomp;

import io.sluice.broker.SessionName;
import io.sluice.lane.Crossing;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which durable subscriptions are open, and in which connection: one use of each at a time. */
@Crossing
final class DurablesInUse {
    private final Map<SessionName, StompSession> users = new ConcurrentHashMap<>();

    /**
     * Opens it for this connection.
     *
     * @return false if somebody uses it who must not be taken it from
     */
    boolean take(Durable durable, StompSession user) {
        if (!durable.canTakeOver()) {
            return users.putIfAbsent(durable.name(), user) == null;
        }
        return users.put(durable.name(), user) != user;
    }

    /** This connection uses it no more. */
    void release(Durable durable, StompSession user) {
        users.remove(durable.name(), user);
    }
}
