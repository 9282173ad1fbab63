package io.sluice.gateway;

import io.sluice.gateway.config.ListenerKeys;
import io.sluice.gateway.config.Schema;

/** The listeners that there can be, and what each speaks. */
public enum Front {
    MQTT("MQTT 3.1, 3.1.1, 5"),
    MQTTS("MQTT 3.1, 3.1.1, 5 over TLS"),
    STOMP("STOMP 1.0, 1.1, 1.2"),
    STOMPS("STOMP 1.0, 1.1, 1.2 over TLS"),
    WEB("WebSocket: MQTT at /mqtt, STOMP at /stomp and /ws"),
    ADMIN("HTTP: /metrics, /livez, /readyz, /api/v1");

    private final String speaks;

    Front(String speaks) {
        this.speaks = speaks;
    }

    ListenerKeys keys() {
        return switch (this) {
            case MQTT -> Schema.MQTT;
            case MQTTS -> Schema.MQTTS;
            case STOMP -> Schema.STOMP;
            case STOMPS -> Schema.STOMPS;
            case WEB -> Schema.WEB;
            case ADMIN -> Schema.ADMIN;
        };
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
