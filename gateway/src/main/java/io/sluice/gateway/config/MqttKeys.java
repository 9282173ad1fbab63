package io.sluice.gateway.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;

/** What MQTT clients may do, and how much of it. */
public final class MqttKeys {
    static final Section ALL = new Section("mqtt");

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final int UINT16_MAX = 65_535;

    public static final Key<Long> PACKET_BYTES_MAX =
            ALL.key(
                    "packet-bytes-max",
                    Kind.bytes(128, 256 * MIB),
                    4 * MIB,
                    "The longest packet taken.");
    public static final Key<Long> CONNECT_BYTES_MAX =
            ALL.key(
                    "connect-bytes-max",
                    Kind.bytes(128, MIB),
                    512 * KIB,
                    "The longest CONNECT taken.");
    public static final Key<Duration> CONNECT_TIMEOUT =
            ALL.key(
                    "connect-timeout",
                    Kind.duration(ofMillis(100), ofMinutes(10)),
                    ofSeconds(10),
                    "Time from the connection to the end of the login.");
    public static final Key<Integer> RECEIVE_MAX =
            ALL.key(
                    "receive-max",
                    Kind.count(1, UINT16_MAX),
                    1024,
                    "Publishes of QoS 1 and 2 that a client may have unanswered.");
    public static final Key<Integer> INFLIGHT_MAX =
            ALL.key(
                    "inflight-max",
                    Kind.count(1, UINT16_MAX),
                    1024,
                    "Deliveries of QoS 1 and 2 that a client may leave unanswered.");
    public static final Key<Integer> TOPIC_ALIAS_MAX =
            ALL.key(
                    "topic-alias-max",
                    Kind.count(0, UINT16_MAX),
                    64,
                    "Topic aliases of each client that are remembered.");
    public static final Key<Integer> TOPIC_ALIAS_OUT_MAX =
            ALL.key(
                    "topic-alias-out-max",
                    Kind.count(0, UINT16_MAX),
                    64,
                    "Topic aliases that a client is taught, if it takes some.");
    public static final Key<Duration> SESSION_EXPIRY_V3 =
            ALL.key(
                    "session-expiry-v3",
                    Kind.duration(ofSeconds(1), ofDays(36_500)),
                    ofDays(7),
                    "How long a session with clean session 0 of version 3 lives without its"
                            + " client.");
    public static final Key<Duration> SESSION_EXPIRY_MAX =
            ALL.key(
                    "session-expiry-max",
                    Kind.duration(ofSeconds(1), ofDays(36_500)),
                    ofDays(30),
                    "The longest life that a client of version 5 may ask for.");
    public static final Key<Duration> KEEP_ALIVE_MAX =
            ALL.key(
                    "keep-alive-max",
                    Kind.duration(Duration.ZERO, ofSeconds(UINT16_MAX)),
                    Duration.ZERO,
                    "The longest keep alive of version 5; 0 leaves it to the client.");
    public static final Key<Integer> SUBSCRIPTIONS_MAX =
            ALL.key(
                    "subscriptions-max",
                    Kind.count(1, 10_000_000),
                    200_000,
                    "Subscriptions of one session.");
    public static final Key<Integer> REPLAYS_MAX =
            ALL.key(
                    "replays-max",
                    Kind.count(0, 10_000),
                    100,
                    "Of these, those that began at a place in the log; each is a session too.");
    public static final Key<Integer> TOPIC_LEVELS_MAX =
            ALL.key(
                    "topic-levels-max",
                    Kind.count(1, UINT16_MAX + 1),
                    128,
                    "Levels of a topic name or filter.");
    public static final Key<Integer> TOPIC_BYTES_MAX =
            ALL.key(
                    "topic-bytes-max",
                    Kind.count(1, UINT16_MAX),
                    UINT16_MAX,
                    "Bytes of a topic name or filter.");
    public static final Key<Integer> CLIENT_ID_BYTES_MAX =
            ALL.key(
                    "client-id-bytes-max",
                    Kind.count(1, UINT16_MAX),
                    UINT16_MAX,
                    "The longest client identifier.");
    public static final Key<Integer> CLIENT_ID_CHARS_MAX_V31 =
            ALL.key(
                    "client-id-chars-max-v31",
                    Kind.count(1, UINT16_MAX),
                    23,
                    "The same for version 3.1, in characters; its standard has 23.");
    public static final Key<Long> OUTGOING_BYTES_MAX =
            ALL.key(
                    "outgoing-bytes-max",
                    Kind.bytes(16 * KIB, 64 * MIB),
                    256 * KIB,
                    "What may wait for a client's socket before nothing more is delivered.");
    public static final Key<String> RESPONSE_INFORMATION =
            ALL.key(
                    "response-information",
                    Kind.text("a text, %c for the client identifier"),
                    "reply/%c/",
                    "What a client of version 5 is told when it asks where to take its answers.");
    public static final Key<String> SERVER_REFERENCE =
            ALL.key(
                    "server-reference",
                    Kind.text("a text, \"\" for none"),
                    "",
                    "Where clients of version 5 are sent when the gateway stops.");

    private MqttKeys() {}
}
