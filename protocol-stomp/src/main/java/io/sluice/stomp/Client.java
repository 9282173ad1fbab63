package io.sluice.stomp;

import io.sluice.auth.Principal;
import io.sluice.broker.ClientReport;

/**
 * A client that was let in.
 *
 * @param clientId the header {@code client-id} of its CONNECT; empty if it sent none
 * @param address where it is connected from
 */
record Client(Principal principal, String clientId, String address, StompVersion version) {
    /** Before anybody is let in: what has no escapes is read the same by all versions. */
    static final Client NONE = new Client(Principal.ANONYMOUS, "", "", StompVersion.V1_0);

    /** Its client id, or else its login and where it is. */
    String id() {
        return clientId.isEmpty() ? principal.name() + "@" + address : clientId;
    }

    /** What operators are told of it. */
    ClientReport report(Door door, long connectedMs) {
        return new ClientReport(
                "stomp",
                id(),
                "STOMP " + version.text(),
                principal.name(),
                address,
                door.listener(),
                door.transport(),
                connectedMs,
                0);
    }

    /** What operators call it. */
    String label() {
        return "stomp:" + id();
    }
}
