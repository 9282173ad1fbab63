package io.sluice.mqtt.packet;

import java.util.Locale;

/** A reason code of MQTT 5 (2.4), with what stands for it in the older versions' CONNACK. */
public enum Reason {
    NORMAL(0x00),
    WITH_WILL(0x04),
    NO_MATCHING_SUBSCRIBERS(0x10),
    NO_SUBSCRIPTION_EXISTED(0x11),
    CONTINUE_AUTHENTICATION(0x18),
    REAUTHENTICATE(0x19),
    UNSPECIFIED_ERROR(0x80),
    MALFORMED_PACKET(0x81),
    PROTOCOL_ERROR(0x82),
    IMPLEMENTATION_SPECIFIC(0x83),
    UNSUPPORTED_VERSION(0x84, 1),
    CLIENT_ID_NOT_VALID(0x85, 2),
    BAD_USER_NAME_OR_PASSWORD(0x86, 4),
    NOT_AUTHORIZED(0x87, 5),
    SERVER_UNAVAILABLE(0x88, 3),
    SERVER_BUSY(0x89, 3),
    BANNED(0x8A, 5),
    SERVER_SHUTTING_DOWN(0x8B, 3),
    BAD_AUTHENTICATION_METHOD(0x8C),
    KEEP_ALIVE_TIMEOUT(0x8D),
    SESSION_TAKEN_OVER(0x8E),
    TOPIC_FILTER_INVALID(0x8F),
    TOPIC_NAME_INVALID(0x90),
    PACKET_ID_IN_USE(0x91),
    PACKET_ID_NOT_FOUND(0x92),
    RECEIVE_MAXIMUM_EXCEEDED(0x93),
    TOPIC_ALIAS_INVALID(0x94),
    PACKET_TOO_LARGE(0x95),
    MESSAGE_RATE_TOO_HIGH(0x96),
    QUOTA_EXCEEDED(0x97, 3),
    ADMINISTRATIVE_ACTION(0x98),
    PAYLOAD_FORMAT_INVALID(0x99),
    RETAIN_NOT_SUPPORTED(0x9A),
    QOS_NOT_SUPPORTED(0x9B),
    USE_ANOTHER_SERVER(0x9C, 3),
    SERVER_MOVED(0x9D, 3),
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E),
    CONNECTION_RATE_EXCEEDED(0x9F, 3),
    MAXIMUM_CONNECT_TIME(0xA0),
    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1),
    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2);

    /** No CONNACK of the older versions says this: they close. */
    public static final int SILENT = -1;

    private static final Reason[] BY_CODE = new Reason[256];

    static {
        for (Reason reason : values()) {
            BY_CODE[reason.code] = reason;
        }
    }

    private final int code;
    private final int connAck3;
    private final String label;

    Reason(int code) {
        this(code, SILENT);
    }

    Reason(int code, int connAck3) {
        this.code = code;
        this.connAck3 = connAck3;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** The reason with this code, which must be one. */
    public static Reason of(int code) {
        return BY_CODE[code];
    }

    /** The byte that stands for it in MQTT 5. */
    public int code() {
        return code;
    }

    /** The return code of a CONNACK of MQTT 3.1 and 3.1.1, or {@link #SILENT}. */
    public int connAck3() {
        return connAck3;
    }

    /** For metrics. */
    public String label() {
        return label;
    }

    public boolean isError() {
        return code >= 0x80;
    }
}
