package io.sluice.gateway;

import io.sluice.gateway.config.ListenerKeys;
import io.sluice.gateway.config.Schema;

/** The listeners that there can be, and what each speaks. */
public enum Front {
    MQTT(Schema.MQTT, "MQTT 3.1, 3.1.1, 5"),
    MQTTS(Schema.MQTTS, "MQTT 3.1, 3.1.1, 5 over TLS"),
    STOMP(Schema.STOMP, "STOMP 1.0, 1.1, 1.2"),
    STOMPS(Schema.STOMPS, "STOMP 1.0, 1.1, 1.2 over TLS"),
    WEB(Schema.WEB, "WebSocket: MQTT at /mqtt, STOMP at /stomp and /ws"),
    ADMIN(Schema.ADMIN, "HTTP: /metrics, /livez, /readyz, /api/v1");

    private final ListenerKeys keys;
    private final String speaks;

    Front(ListenerKeys keys, String speaks) {
        this.keys = keys;
        this.speaks = speaks;
    }

    ListenerKeys keys() {
        return keys;
    }

    /** In words for the operator. */
    public String speaks() {
        return speaks;
    }

    /** Whether it cannot be without keys. */
    boolean isSecureByName() {
        return this == MQTTS || this == STOMPS;
    }

    /** Whether clients come in by it, and not operators. */
    boolean isForClients() {
        return this != ADMIN;
    }
}
