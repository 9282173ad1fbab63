package io.sluice.gateway.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.List;

/** How the log keeps what was published. */
public final class LogKeys {
    static final Section ALL = new Section("log");

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;

    public static final Key<String> DURABILITY =
            ALL.key(
                    "durability",
                    Kind.word("fsync", "interval", "os"),
                    "fsync",
                    "What an acknowledgement promises: that the message is on the disk; that the"
                            + " disk was asked for it every flush-interval; or that the kernel has"
                            + " it.");
    public static final Key<Duration> FLUSH_INTERVAL =
            ALL.key(
                    "flush-interval",
                    Kind.duration(ofMillis(1), ofMinutes(1)),
                    ofSeconds(1),
                    "How long messages wait for the disk when nobody waits for them.");
    public static final Key<Long> SEGMENT_BYTES =
            ALL.key(
                    "segment-bytes",
                    Kind.bytes(MIB, GIB),
                    256 * MIB,
                    "How much a file of the log holds before the next one begins. Files are made"
                            + " ahead, so this much is on the disk at once, a few times.");
    public static final Key<Long> RECORD_BYTES_MAX =
            ALL.key(
                    "record-bytes-max",
                    Kind.bytes(KIB, 256 * MIB),
                    16 * MIB,
                    "The longest message with its topic and properties; at most a quarter of a"
                            + " segment.");
    public static final Key<Long> RETAIN_BYTES_MAX =
            ALL.key(
                    "retain-bytes-max",
                    Kind.bytes(2 * MIB, 1024 * TIB),
                    10 * GIB,
                    "How much of the past is kept, whole segments; at least two of them.");
    public static final Key<Duration> RETAIN_FOR =
            ALL.key(
                    "retain-for",
                    Kind.duration(ofSeconds(1), ofDays(36_500)),
                    ofDays(7),
                    "How long the past is kept.");
    public static final Key<Long> FREE_BYTES_MIN =
            ALL.key(
                    "free-bytes-min",
                    Kind.bytes(0, 1024 * TIB),
                    GIB,
                    "What is left free on the disk; below it, publishes are refused.");
    public static final Key<Integer> SPARES_KEPT =
            ALL.key("spares-kept", Kind.count(1, 16), 2, "Segments that are made ahead.");
    public static final Key<Long> TAIL_CACHE_BYTES =
            ALL.key(
                    "tail-cache-bytes",
                    Kind.bytes(0, GIB),
                    32 * MIB,
                    "The newest messages that are kept in memory for those who are a little"
                            + " behind.");
    public static final Key<List<String>> TRANSIENT =
            ALL.key(
                    "transient",
                    Kind.texts("topic filters"),
                    List.of(),
                    "Topics whose QoS 0 messages are delivered live and not written; retained ones"
                            + " and those for groups are.");

    private LogKeys() {}
}
