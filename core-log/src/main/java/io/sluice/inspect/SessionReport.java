package io.sluice.inspect;

import io.sluice.broker.SessionName;
import io.sluice.subscription.SessionEntry;

/**
 * One session, as the log lane knows it.
 *
 * @param label what operators call it
 * @param ref its reference
 * @param isConnected whether a connection holds it
 * @param isKept whether the log keeps it; if not, it ends with its connection
 * @param expirySeconds how long it outlives its connection, as in {@code SessionRequest}
 * @param closedAtMs when its connection ended; 0 while it has one
 * @param nextOffset where it reads on, as last written down
 * @param inflightCount what it was sent and has not finished, as last written down
 * @param subscriptionCount how many subscriptions it has
 * @param hasWill whether a will is to be published for it
 */
public record SessionReport(
        String label,
        SessionName name,
        int ref,
        boolean isConnected,
        boolean isKept,
        long expirySeconds,
        long closedAtMs,
        long nextOffset,
        int inflightCount,
        int subscriptionCount,
        boolean hasWill) {

    /** As it is now; on the log lane. */
    public static SessionReport of(SessionEntry entry) {
        return new SessionReport(
                entry.label(),
                entry.name(),
                entry.ref(),
                entry.isConnected(),
                !entry.isVolatile(),
                entry.expirySeconds(),
                entry.isConnected() ? 0 : entry.closedAtMs(),
                entry.nextOffset(),
                entry.inflight().count(),
                entry.subscriptionCount(),
                entry.will().isPresent());
    }
}
