package io.sluice.log;

/**
 * What a record is. The numbers are on disk for good: they are never given a new meaning.
 *
 * <p>Numbers from {@link #FIRST_CONTROL} on are control records: they change state, take an offset,
 * and are never delivered.
 */
public final class RecordType {
    /** A message. */
    public static final int PUBLISH = 1;

    /** Closes one write; carries the durable end known when it was written. Takes no offset. */
    public static final int BATCH_END = 2;

    /** Fills a segment to its end. Takes no offset. */
    public static final int PAD = 3;

    public static final int FIRST_CONTROL = 16;

    /** A session was opened or changed: its name, reference, expiry. */
    public static final int SESSION = 16;

    /** A session's network connection ended, with its exact progress. */
    public static final int SESSION_CLOSED = 17;

    /** A session is gone for good. */
    public static final int SESSION_ENDED = 18;

    public static final int SUBSCRIBE = 19;
    public static final int UNSUBSCRIBE = 20;

    /** How far connected sessions have come, several in one record. */
    public static final int CURSOR = 21;

    /** QoS 2 outwards: (packet id, offset) of what is about to be sent. */
    public static final int DELIVER = 22;

    /** QoS 2 outwards: PUBREC has come. */
    public static final int RECEIVED = 23;

    /** QoS 2 outwards: PUBCOMP has come. */
    public static final int COMPLETED = 24;

    /** QoS 2 inwards: PUBREL has come, the packet id is free. */
    public static final int RELEASED = 25;

    /** A will was set; cleared by SESSION_CLOSED without one, or by WILL_DONE. */
    public static final int WILL = 26;

    public static final int WILL_DONE = 27;

    /** How far a group or a queue has come. */
    public static final int GROUP = 28;

    public static final int DEAD_LETTER = 29;

    /**
     * A live retained message or a message still needed, carried forward before its segment goes.
     */
    public static final int RETAIN_COPY = 30;

    public static final int SNAPSHOT = 31;

    /** Delayed messages were published, or are not wanted any more. */
    public static final int DELAY_DONE = 32;

    /** A session reads the log from another place from now on, because an operator wants it so. */
    public static final int SEEK = 33;

    /** The gateway was lost with its connections, and has come back. */
    public static final int GATEWAY_LOST = 48;

    /** Connected sessions that have come to the end, and are not told of one by one any more. */
    public static final int CURSOR_JOINED = 49;

    /** What members of a group have said of its messages: {@link SettledLayout}. */
    public static final int SETTLED = 34;

    /** Whether records of this type have a place in the sequence of offsets. */
    public static boolean takesOffset(int type) {
        return type != BATCH_END && type != PAD;
    }

    /** Whether the type is one that this version can read. */
    public static boolean isKnown(int type) {
        return (type >= PUBLISH && type <= PAD)
                || (type >= FIRST_CONTROL && type <= SETTLED)
                || type == GATEWAY_LOST
                || type == CURSOR_JOINED;
    }

    /** What people call it. */
    public static String name(int type) {
        return switch (type) {
            case PUBLISH -> "publish";
            case BATCH_END -> "batch-end";
            case PAD -> "pad";
            case SESSION -> "session";
            case SESSION_CLOSED -> "session-closed";
            case SESSION_ENDED -> "session-ended";
            case SUBSCRIBE -> "subscribe";
            case UNSUBSCRIBE -> "unsubscribe";
            case CURSOR -> "cursor";
            case DELIVER -> "deliver";
            case RECEIVED -> "received";
            case COMPLETED -> "completed";
            case RELEASED -> "released";
            case WILL -> "will";
            case WILL_DONE -> "will-done";
            case GROUP -> "group";
            case DEAD_LETTER -> "dead-letter";
            case RETAIN_COPY -> "retain-copy";
            case SNAPSHOT -> "snapshot";
            case DELAY_DONE -> "delay-done";
            case SEEK -> "seek";
            case GATEWAY_LOST -> "gateway-lost";
            case CURSOR_JOINED -> "cursor-joined";
            case SETTLED -> "settled";
            default -> "type-" + type;
        };
    }

    private RecordType() {}
}
