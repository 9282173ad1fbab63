package io.sluice.broker;

import io.sluice.log.NameHash;
import java.nio.charset.StandardCharsets;

/**
 * A topic that the broker has given a number. Connections keep it beside the name that they saw, so
 * that the next publish to it looks nothing up.
 */
public final class Topic {
    /** What names of the broker's own topics begin with; not to be changed. */
    public static final byte[] SYSTEM_PREFIX = "$SYS/".getBytes(StandardCharsets.UTF_8);

    private static final String SYSTEM = "$SYS/";
    private static final String BRIDGE = "$SYS/broker/connection/";
    private static final String STATE = "/state";

    private final int id;
    private final byte[] utf8;
    private final boolean queue;
    private final boolean system;
    private String name; // made when it is asked for; who comes too early makes the same again

    /**
     * @param id the broker's number of this topic, good for the life of the process
     * @param utf8 the name; becomes this object's own
     */
    public Topic(int id, byte[] utf8) {
        this.id = id;
        this.utf8 = utf8;
        boolean isReserved = utf8.length > 0 && utf8[0] == '$';
        this.queue = isReserved && isQueue(name());
        this.system = isReserved && isSystem(name());
    }

    /** Whether a topic of this name is a queue: {@code $queue/…}, {@code $dlq/…}. */
    public static boolean isQueue(String name) {
        return isNamed(name, "$queue/") || isNamed(name, "$dlq/");
    }

    /** Whether it begins like the name of a queue, be it one or not. */
    public static boolean beginsLikeAQueue(String name) {
        return name.startsWith("$queue/") || name.startsWith("$dlq/");
    }

    /** A queue has a name behind the prefix, and its last level is not empty. */
    private static boolean isNamed(String name, String prefix) {
        return name.startsWith(prefix) && name.length() > prefix.length() && !name.endsWith("/");
    }

    /** Whether a topic of this name is the broker's own: {@code $SYS/…}. */
    public static boolean isSystem(String name) {
        return name.startsWith(SYSTEM);
    }

    /**
     * Whether clients may publish to this one of the broker's own topics, retained or as a will: a
     * bridge of Mosquitto's says there whether it is up. What is published there is never written,
     * and delivered as QoS 0.
     */
    public static boolean isBridgeState(String name) {
        return name.startsWith(BRIDGE)
                && name.endsWith(STATE)
                && name.length() > BRIDGE.length() + STATE.length();
    }

    /** Whether it is the broker's own. */
    public boolean isSystem() {
        return system;
    }

    /**
     * Whether its messages wait in a queue: they are kept as QoS 1 at least, and never retained.
     */
    public boolean isQueue() {
        return queue;
    }

    /** The hash of a topic's or another name that a client has chosen. */
    public static int hash(byte[] utf8, int from, int length) {
        return NameHash.of(utf8, from, length);
    }

    public int id() {
        return id;
    }

    /** The name's bytes; not to be changed. */
    public byte[] utf8() {
        return utf8;
    }

    public String name() {
        String known = name;
        if (known == null) {
            known = new String(utf8, StandardCharsets.UTF_8);
            name = known;
        }
        return known;
    }
}
