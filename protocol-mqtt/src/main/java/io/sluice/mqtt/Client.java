package io.sluice.mqtt;

import io.sluice.auth.Principal;
import io.sluice.broker.Feed;

/** Whom a connection serves, once it has been let in. */
record Client(Terms terms, Principal principal, Feed feed) {
    boolean is5() {
        return terms.is5();
    }

    String id() {
        return terms.clientId();
    }
}
