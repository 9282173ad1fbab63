package io.sluice.stomp;

import io.sluice.auth.Principal;

/**
 * A client that was let in.
 *
 * @param clientId the header {@code client-id} of its CONNECT; empty if it sent none
 */
record Client(Principal principal, String clientId, StompVersion version) {
    /** Before anybody is let in: what has no escapes is read the same by all versions. */
    static final Client NONE = new Client(Principal.ANONYMOUS, "", StompVersion.V1_0);

    /** What operators call it: its client id, or else its login. */
    String label() {
        return "stomp:" + (clientId.isEmpty() ? principal.name() : clientId);
    }
}
