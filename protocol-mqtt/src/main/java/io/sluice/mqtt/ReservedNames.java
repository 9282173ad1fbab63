package io.sluice.mqtt;

/**
 * Names that begin with {@code $} and have a meaning of their own. What the broker cannot do yet is
 * refused here, in one place.
 */
enum ReservedNames {
    /** Nothing special. */
    NONE(""),
    SYSTEM("$SYS/"),
    SHARE("$share/"),
    QUEUE("$queue/"),
    REPLAY("$replay/"),
    DELAYED("$delayed/"),
    DEAD_LETTERS("$dlq/"),
    REPLY("$reply/");

    private static final String BRIDGE = "$SYS/broker/connection/";
    private static final String STATE = "/state";
    private static final ReservedNames[] ALL = values();

    private final String prefix;

    ReservedNames(String prefix) {
        this.prefix = prefix;
    }

    /** Which kind a topic filter is. */
    static ReservedNames of(String filter) {
        if (filter.startsWith("$")) {
            for (int i = 1; i < ALL.length; i++) {
                if (filter.startsWith(ALL[i].prefix)) {
                    return ALL[i];
                }
            }
        }
        return NONE;
    }

    /** Whether clients may publish to this name, the ACL apart. */
    static boolean isOpenToPublish(String name) {
        return switch (of(name)) {
            case NONE -> true;
            case SYSTEM -> isBridgeState(name);
            default -> false;
        };
    }

    /** A bridge of Mosquitto's tells there whether it is up. */
    private static boolean isBridgeState(String name) {
        return name.startsWith(BRIDGE)
                && name.endsWith(STATE)
                && name.length() > BRIDGE.length() + STATE.length();
    }
}
