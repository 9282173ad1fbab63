package io.sluice.mqtt;

/**
 * Names that begin with {@code $} and have a meaning of their own: those of what there is. What is
 * said of a place in the log, or of a time, is taken off before: {@link ReplayFilter}, {@link
 * io.sluice.broker.DelayedTopic}.
 */
enum ReservedNames {
    /** Nothing special. */
    NONE("", true, true),
    SYSTEM("$SYS/", false, true),
    SHARE("$share/", false, true),
    QUEUE("$queue/", true, true),
    DEAD_LETTERS("$dlq/", false, true),
    REPLY("$reply/", true, false),
    REPLAY("$replay/", false, false),
    DELAYED("$delayed/", false, false);

    private static final String BRIDGE = "$SYS/broker/connection/";
    private static final String STATE = "/state";
    private static final ReservedNames[] ALL = values();

    private final String prefix;
    private final boolean isForPublish;
    private final boolean isForSubscribe;

    ReservedNames(String prefix, boolean isForPublish, boolean isForSubscribe) {
        this.prefix = prefix;
        this.isForPublish = isForPublish;
        this.isForSubscribe = isForSubscribe;
    }

    /** Which kind a topic name or filter is. */
    static ReservedNames of(String text) {
        if (text.startsWith("$")) {
            for (int i = 1; i < ALL.length; i++) {
                if (text.startsWith(ALL[i].prefix)) {
                    return ALL[i];
                }
            }
        }
        return NONE;
    }

    /** Whether clients may publish to this name, the ACL apart. */
    static boolean isOpenToPublish(String name) {
        ReservedNames kind = of(name);
        boolean isWhole = kind == NONE || name.length() > kind.prefix.length();
        return isWhole && (kind.isForPublish || isBridgeState(name));
    }

    /** Whether clients may subscribe to such, the ACL apart. */
    boolean isOpenToSubscribe() {
        return isForSubscribe;
    }

    /** Whether it is the name of a queue, which has no wildcards. */
    boolean isQueue() {
        return this == QUEUE || this == DEAD_LETTERS;
    }

    /** The name or filter on which rights are asked: what stands behind the group or the prefix. */
    static String inner(String text) {
        return switch (of(text)) {
            case SHARE -> text.substring(text.indexOf('/', SHARE.prefix.length()) + 1);
            case QUEUE -> text.substring(QUEUE.prefix.length());
            case DEAD_LETTERS -> text.substring(DEAD_LETTERS.prefix.length());
            default -> text;
        };
    }

    /** A bridge of Mosquitto's tells there whether it is up. */
    private static boolean isBridgeState(String name) {
        return name.startsWith(BRIDGE)
                && name.endsWith(STATE)
                && name.length() > BRIDGE.length() + STATE.length();
    }
}
