package io.sluice.mqtt;

import io.sluice.auth.Principal;
import io.sluice.broker.Feed;
import java.time.Instant;

/** Whom a connection serves, once it has been let in. */
record Client(Terms terms, Principal principal, Feed feed) {
    boolean is5() {
        return terms.is5();
    }

    /** How long what it has shown at the door lets it stay. */
    long nanosLeft(Instant now) {
        return principal.pass().nanosLeft(now);
    }

    /** What operators call it. */
    String label() {
        return "mqtt:" + id();
    }

    String id() {
        return terms.clientId();
    }
}
