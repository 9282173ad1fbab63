package io.sluice.gateway.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;

/** What STOMP clients may do, and how much of it. */
public final class StompKeys {
    static final Section ALL = new Section("stomp");

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;

    public static final Key<String> WS_FRAME =
            ALL.key(
                    "ws-frame",
                    Kind.word("auto", "text", "binary"),
                    "auto",
                    "In which WebSocket frames we send; auto: text if it is valid UTF-8.");
    public static final Key<String> TOPIC_SEPARATOR =
            ALL.key(
                    "topic-separator",
                    Kind.word("slash", "dot"),
                    "slash",
                    "What parts the levels of /topic/…: as in MQTT, or as in RabbitMQ.");
    public static final Key<Boolean> SERVER_HEADER =
            ALL.key("server-header", Kind.flag(), true, "Whether CONNECTED says what we are.");
    public static final Key<Duration> DURABLE_EXPIRY =
            ALL.key(
                    "durable-expiry",
                    Kind.duration(ofSeconds(1), ofDays(1000)),
                    ofDays(30),
                    "How long a durable subscription waits for its client to come back.");

    public static final Key<Integer> HEADERS_MAX =
            ALL.key(
                    "frames.headers-max",
                    Kind.count(10, 10_000),
                    100,
                    "Header lines of one frame.");
    public static final Key<Long> HEADER_LINE_BYTES_MAX =
            ALL.key(
                    "frames.header-line-bytes-max",
                    Kind.bytes(256, 65_535),
                    16 * KIB,
                    "The longest header line.");
    public static final Key<Long> HEADER_BYTES_MAX =
            ALL.key(
                    "frames.header-bytes-max",
                    Kind.bytes(KIB, MIB),
                    64 * KIB,
                    "All headers of a frame together.");
    public static final Key<Long> BODY_BYTES_MAX =
            ALL.key("frames.body-bytes-max", Kind.bytes(KIB, 256 * MIB), MIB, "The longest body.");
    public static final Key<Long> BEFORE_LOGIN_BYTES_MAX =
            ALL.key(
                    "frames.before-login-bytes-max",
                    Kind.bytes(KIB, MIB),
                    64 * KIB,
                    "The longest frame of a client that is not let in yet.");

    public static final Key<Integer> SUBSCRIPTIONS_MAX =
            ALL.key(
                    "connection.subscriptions-max",
                    Kind.count(1, 100_000),
                    1_000,
                    "Subscriptions of one connection.");
    public static final Key<Integer> UNACKED_MAX =
            ALL.key(
                    "connection.unacked-max",
                    Kind.count(1, 1_000_000),
                    10_000,
                    "Messages of one subscription sent and not acknowledged.");
    public static final Key<Integer> RECEIPTS_MAX =
            ALL.key(
                    "connection.receipts-max",
                    Kind.count(1, 1_000_000),
                    10_000,
                    "Receipts that one connection may wait for before it is read no further.");
    public static final Key<Duration> LOGIN_TIMEOUT =
            ALL.key(
                    "connection.login-timeout",
                    Kind.duration(ofMillis(100), ofMinutes(10)),
                    ofSeconds(10),
                    "Time from the connection to the end of the login.");
    public static final Key<Duration> IDLE_TIMEOUT =
            ALL.key(
                    "connection.idle-timeout",
                    Kind.duration(Duration.ZERO, ofDays(7)),
                    Duration.ZERO,
                    "Silence that ends a connection without heart-beats; 0 never.");
    public static final Key<Duration> LINGER_MAX =
            ALL.key(
                    "connection.linger-max",
                    Kind.duration(Duration.ZERO, ofMinutes(1)),
                    ofSeconds(2),
                    "Time that a client has to close after it was told to.");

    public static final Key<Integer> TRANSACTIONS_MAX =
            ALL.key(
                    "transactions.open-max",
                    Kind.count(1, 10_000),
                    100,
                    "Transactions that one connection may have begun.");
    public static final Key<Integer> TRANSACTION_FRAMES_MAX =
            ALL.key(
                    "transactions.frames-max",
                    Kind.count(1, 1_000_000),
                    10_000,
                    "Frames of one transaction.");
    public static final Key<Long> TRANSACTION_BYTES_MAX =
            ALL.key(
                    "transactions.bytes-max",
                    Kind.bytes(64 * KIB, 64 * MIB),
                    4 * MIB,
                    "What one transaction may hold.");

    public static final Key<Duration> HEART_BEAT_MIN =
            ALL.key(
                    "heart-beat.min",
                    Kind.duration(ofMillis(100), ofHours(1)),
                    ofSeconds(1),
                    "The shortest period that we agree to.");
    public static final Key<Duration> HEART_BEAT_MAX =
            ALL.key(
                    "heart-beat.max",
                    Kind.duration(ofMillis(100), ofHours(1)),
                    ofMinutes(10),
                    "The longest period that we offer.");

    private StompKeys() {}
}
