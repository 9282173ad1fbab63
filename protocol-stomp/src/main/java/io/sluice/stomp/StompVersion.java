package io.sluice.stomp;

import java.util.Locale;
import java.util.Optional;

/** A version of the protocol, and what its headers can say. */
enum StompVersion {
    V1_0("1.0", 8),
    V1_1("1.1", 9),
    V1_2("1.2", 10);

    /** What {@link #escape} says of a byte that this version has no way to write. */
    static final int NO_WAY = -1;

    /** What {@link #escape} says of a byte that stands for itself. */
    static final int AS_IS = 0;

    private final String text;
    private final int formNumber;

    StompVersion(String text, int formNumber) {
        this.text = text;
        this.formNumber = formNumber;
    }

    /** Under which number a stretch keeps what is sent to clients of this version. */
    int formNumber() {
        return formNumber;
    }

    String text() {
        return text;
    }

    /** Whether header values have escapes at all. */
    boolean escapes() {
        return this != V1_0;
    }

    /**
     * The highest version that the client accepts and the sub-protocol allows.
     *
     * @param acceptVersion the header; empty if the client sent none, which means 1.0
     * @param subprotocol {@code v12.stomp} and the like; anything else allows all versions
     */
    static Optional<StompVersion> highest(String acceptVersion, String subprotocol) {
        String accepted = acceptVersion.isEmpty() ? V1_0.text : acceptVersion;
        Optional<StompVersion> best = Optional.empty();
        for (StompVersion version : values()) {
            if (version.isListedIn(accepted) && version.isAllowedBy(subprotocol)) {
                best = Optional.of(version);
            }
        }
        return best;
    }

    /**
     * How a byte is written in a header: the letter behind the backslash, {@link #AS_IS} or {@link
     * #NO_WAY}.
     */
    int escape(byte b, boolean inName) {
        return switch (b) {
            case '\n' -> escapes() ? 'n' : NO_WAY;
            case '\r' -> this == V1_2 ? 'r' : NO_WAY;
            case ':' -> escapes() ? 'c' : inName ? NO_WAY : AS_IS;
            case '\\' -> escapes() ? '\\' : AS_IS;
            case 0 -> NO_WAY;
            default -> AS_IS;
        };
    }

    /** Whether a header of this version can carry the value. */
    boolean canSay(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && escape((byte) c, false) == NO_WAY) {
                return false;
            }
        }
        return true;
    }

    private boolean isListedIn(String accepted) {
        int from = 0;
        while (from <= accepted.length()) {
            int comma = accepted.indexOf(',', from);
            int end = comma < 0 ? accepted.length() : comma;
            if (accepted.substring(from, end).strip().equals(text)) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }

    private boolean isAllowedBy(String subprotocol) {
        return switch (subprotocol.toLowerCase(Locale.ROOT)) {
            case "v10.stomp" -> this == V1_0;
            case "v11.stomp" -> this == V1_1;
            case "v12.stomp" -> this == V1_2;
            default -> true;
        };
    }
}
