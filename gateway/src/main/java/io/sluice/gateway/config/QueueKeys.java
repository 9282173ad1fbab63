package io.sluice.gateway.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import java.time.Duration;
import java.util.List;

/** How groups and queues part their messages, and what queues hold. */
public final class QueueKeys {
    static final Section ALL = new Section("queue");

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;

    public static final Key<String> STRATEGY =
            ALL.key(
                    "strategy",
                    Kind.word("round-robin", "least-in-flight", "by-topic"),
                    "round-robin",
                    "Which member of a group or queue gets a message; by-topic keeps the order of"
                            + " each topic.");
    public static final Key<Integer> UNSETTLED_MAX =
            ALL.key(
                    "unsettled-max",
                    Kind.count(1, 60_000),
                    20_000,
                    "Messages of one group or queue in memory: members have them, or may not have"
                            + " them yet. All others are in the log alone.");
    public static final Key<Long> UNSETTLED_BYTES_MAX =
            ALL.key(
                    "unsettled-bytes-max",
                    Kind.bytes(KIB, 4 * GIB),
                    64 * MIB,
                    "What those may take; one message may be longer.");
    public static final Key<Integer> DELIVERIES_MAX =
            ALL.key(
                    "max-deliveries",
                    Kind.count(1, 1_000),
                    5,
                    "Times a message of a queue is tried before it is a dead letter.");
    public static final Key<Duration> RETRY_PAUSE =
            ALL.key(
                    "retry-pause",
                    Kind.duration(Duration.ZERO, ofMinutes(1)),
                    ofMillis(200),
                    "How long a message rests after its first refusal; doubled at each further one,"
                            + " up to a minute.");
    public static final Key<Duration> ACK_TIMEOUT =
            ALL.key(
                    "ack-timeout",
                    Kind.duration(Duration.ZERO, ofDays(7)),
                    ofMinutes(30),
                    "How long a member of a queue may say nothing of a message before that counts"
                            + " as a refusal; 0 s for as long as it is connected.");
    public static final Key<Duration> GROUP_EXPIRY =
            ALL.key(
                    "group-expiry",
                    Kind.duration(Duration.ZERO, ofDays(365)),
                    Duration.ZERO,
                    "How long a group ($share, /shared) outlives the last session that held it.");

    public static final Key<Integer> COUNT_MAX =
            ALL.key(
                    "count-max",
                    Kind.count(0, 1_000_000),
                    10_000,
                    "Queues, without those of dead letters. A message to one more is refused.");
    public static final Key<Long> ALL_BYTES_MAX =
            ALL.key(
                    "all-bytes-max",
                    Kind.bytes(MIB, 16 * TIB),
                    2 * GIB,
                    "What all queues together may hold. Never more than a quarter of"
                            + " log.retain-bytes-max, since it is carried forward when the log is"
                            + " trimmed.");
    public static final Key<Duration> IDLE_EXPIRY =
            ALL.key(
                    "idle-expiry",
                    Kind.duration(Duration.ZERO, ofDays(365)),
                    ofMinutes(1),
                    "How long an empty queue stays that nobody subscribes to.");
    public static final Key<Integer> NAMED_MAX =
            ALL.key(
                    "named-max",
                    Kind.count(0, 10_000),
                    100,
                    "Queues of which sluice_queue_lag_messages tells by name.");

    public static final Key<Long> LENGTH_MAX =
            ALL.key(
                    "length-max",
                    Kind.number(1, Long.MAX_VALUE),
                    10_000_000L,
                    "Messages that one queue holds, with those that members have.");
    public static final Key<Long> BYTES_MAX =
            ALL.key("bytes-max", Kind.bytes(KIB, 16 * TIB), GIB, "What they may take in the log.");
    public static final Key<Duration> TTL =
            ALL.key(
                    "ttl",
                    Kind.duration(Duration.ZERO, ofDays(3650)),
                    Duration.ZERO,
                    "How long a message may wait in a queue before it is a dead letter; 0 s for as"
                            + " long as it likes.");
    public static final Key<String> OVERFLOW =
            ALL.key(
                    "overflow",
                    Kind.word("refuse", "drop-oldest"),
                    "refuse",
                    "What happens where a queue is full: the message is refused, or the oldest"
                            + " becomes a dead letter. Dead letters themselves drop the oldest.");
    public static final Key<Boolean> SINGLE_ACTIVE =
            ALL.key(
                    "single-active",
                    Kind.flag(),
                    false,
                    "Whether one member of a queue gets all messages, and the next only when it is"
                            + " gone.");
    public static final Key<String> KEY_HEADER =
            ALL.key(
                    "key-header",
                    Kind.text("the name of a header or user property, \"\" for none"),
                    "",
                    "Messages of a queue with one value of it keep their order: all go to one"
                            + " member while that has any.");
    public static final Key<List<String>> RULES =
            ALL.key(
                    "rules",
                    Kind.texts("texts"),
                    List.of(),
                    "Limits for some queues, by a filter over their names; the first that matches"
                            + " counts: \"jobs/# length-max=1000; overflow=drop-oldest\"."
                            + " A rule takes length-max, bytes-max, ttl, overflow, single-active,"
                            + " key-header; what it does not name is as above.");

    private QueueKeys() {}
}
