package io.sluice.stomp;

import java.util.Arrays;
import java.util.List;

/** Why a connection ends, as the metrics tell it. */
enum CloseReason {
    DISCONNECT("disconnect"),
    CLIENT_GONE("client-gone"),
    VIOLATION("violation"),
    REFUSED("refused"),
    LOGIN("login"),
    LOGIN_TIMEOUT("login-timeout"),
    LOGIN_EXPIRED("login-expired"),
    HEART_BEAT("heart-beat"),
    IDLE("idle"),
    PAUSED_TOO_LONG("paused-too-long"),
    FAULT("fault"),
    ADMINISTRATIVE("administrative"),
    SHUTDOWN("shutdown");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(CloseReason::label).toList();
    }
}
