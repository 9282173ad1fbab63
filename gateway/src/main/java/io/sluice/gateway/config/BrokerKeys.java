package io.sluice.gateway.config;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;

/** How messages get from publishers to subscribers, and how much is remembered for whom. */
public final class BrokerKeys {
    static final Section ALL = new Section("");

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;
    private static final int MANY = 100_000_000;

    public static final Key<Integer> RING_SLOTS =
            ALL.key(
                    "ring.slots",
                    Kind.count(1 << 10, 1 << 20),
                    1 << 14,
                    "Slots of the ring, a power of two.");
    public static final Key<Long> RING_BYTES_MAX =
            ALL.key(
                    "ring.bytes-max",
                    Kind.bytes(MIB, 4 * GIB),
                    64 * MIB,
                    "Messages that may be on the ring at once; more are not read from their"
                            + " sockets.");
    public static final Key<Integer> RING_SPINS =
            ALL.key(
                    "ring.spins",
                    Kind.count(0, 1_000_000),
                    50,
                    "Rounds in which a lane looks for work before it sleeps: less delay for more"
                            + " processor time.");

    public static final Key<Duration> PAUSE_MAX =
            ALL.key(
                    "flow.pause-max",
                    Kind.duration(ofSeconds(1), ofMinutes(60)),
                    ofMinutes(1),
                    "How long a client may stay unread because there is no room, before it is"
                            + " disconnected.");

    public static final Key<Long> OUTBOX_BYTES_MAX =
            ALL.key(
                    "delivery.outbox-bytes-max",
                    Kind.bytes(4 * KIB, GIB),
                    MIB,
                    "What one subscriber may leave untaken in memory; beyond it, it reads from the"
                            + " log.");
    public static final Key<Long> LIVE_LAG_MAX =
            ALL.key(
                    "delivery.live-lag-max",
                    Kind.number(0, Long.MAX_VALUE),
                    1_000_000L,
                    "Records by which a subscriber of QoS 0 may be behind before it is moved to the"
                            + " end.");
    public static final Key<Integer> TOPICS_MAX =
            ALL.key("delivery.topics-max", Kind.count(1, MANY), 4_000_000, "Topics known at once.");
    public static final Key<Integer> MATCH_CACHE_MAX =
            ALL.key(
                    "delivery.match-cache-max",
                    Kind.count(1, MANY),
                    1 << 20,
                    "Topics whose subscribers are remembered.");

    public static final Key<Integer> SESSIONS_MAX =
            ALL.key(
                    "session.count-max",
                    Kind.count(1, MANY),
                    10_000_000,
                    "Sessions, connected and asleep.");
    public static final Key<Integer> SESSION_SUBSCRIPTIONS_MAX =
            ALL.key(
                    "session.subscriptions-max",
                    Kind.count(1, 10_000_000),
                    1_000_000,
                    "Subscriptions of one session.");
    public static final Key<Boolean> QUEUE_QOS0 =
            ALL.key(
                    "session.queue-qos0",
                    Kind.flag(),
                    false,
                    "Whether QoS 0 is kept for sleeping sessions too.");
    public static final Key<Integer> RETAINED_COUNT_MAX =
            ALL.key("retained.count-max", Kind.count(0, MANY), 10_000_000, "Retained messages.");
    public static final Key<Long> RETAINED_BYTES_MAX =
            ALL.key(
                    "retained.bytes-max",
                    Kind.bytes(0, TIB),
                    2 * GIB,
                    "What retained messages may take altogether, in memory and in the log.");

    public static final Key<Integer> DELAYED_COUNT_MAX =
            ALL.key("delayed.count-max", Kind.count(0, MANY), 1_000_000, "Delayed messages.");
    public static final Key<Long> DELAYED_BYTES_MAX =
            ALL.key(
                    "delayed.bytes-max",
                    Kind.bytes(0, TIB),
                    256 * MIB,
                    "What delayed messages may take altogether, in memory.");
    public static final Key<Long> DELAYED_SECONDS_MAX =
            ALL.key(
                    "delayed.seconds-max",
                    Kind.number(0, 4_294_967_295L),
                    4_294_967L,
                    "The longest delay, in seconds.");

    public static final Key<Integer> DROPS_MAX =
            ALL.key(
                    "drops.entries-max",
                    Kind.count(1, 10_000_000),
                    100_000,
                    "Messages not stored or not delivered of which it is remembered one by one"
                            + " why.");
    public static final Key<Duration> DROPS_KEEP =
            ALL.key(
                    "drops.keep",
                    Kind.duration(ofSeconds(1), Duration.ofDays(30)),
                    Duration.ofHours(24),
                    "For how long that is remembered, across restarts: in drops.txt below"
                            + " data-dir.");

    public static final Key<Duration> SYS_INTERVAL =
            ALL.key(
                    "sys.interval",
                    Kind.duration(Duration.ZERO, ofMinutes(60)),
                    ofSeconds(10),
                    "How often the topics below $SYS are told anew, at least a second; 0 s for"
                            + " never.");
    public static final Key<Integer> SYS_STATES_MAX =
            ALL.key(
                    "sys.states-max",
                    Kind.count(0, 1_000_000),
                    1_000,
                    "Bridges whose state below $SYS/broker/connection is remembered.");

    private BrokerKeys() {}
}
