package io.sluice.stomp;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.charset.CharacterCodingException;

/**
 * One header line of a frame that came: where the name ends, what its escapes stand for.
 *
 * @param name never empty
 * @param value may be empty
 */
record HeaderLine(String name, String value) {
    /** How the lines of a frame are to be read. */
    enum Rule {
        /** No escapes, nothing trimmed: CONNECT, whose version is not yet known. */
        RAW,
        /** No escapes, leading blanks of values are dropped: a session of version 1.0. */
        TRIMMED,
        /** {@code \n \c \\ \r}: a session of version 1.1. A bare CR stands for itself. */
        ESCAPED,
        /** The same, and a bare CR is an error: a session of version 1.2. */
        ESCAPED_STRICT;

        static Rule of(StompVersion version) {
            return switch (version) {
                case V1_0 -> TRIMMED;
                case V1_1 -> ESCAPED;
                case V1_2 -> ESCAPED_STRICT;
            };
        }

        private boolean escapes() {
            return this == ESCAPED || this == ESCAPED_STRICT;
        }
    }

    /**
     * Reads a line; may change its bytes.
     *
     * @param command whose line it is, for the complaint
     * @param length of the line from 0, its end not counted
     */
    static HeaderLine parse(StompCommand command, byte[] line, int length, Rule rule) {
        int colon = colonOf(command, line, length, rule);
        if (colon < 0) {
            throw malformed(command, "", "without a colon between its name and its value");
        }
        if (colon == 0) {
            throw malformed(command, "", "without a name before its colon");
        }
        int from = colon + 1;
        if (rule == Rule.TRIMMED) {
            while (from < length && line[from] == ' ') {
                from++;
            }
        }
        String name = name(command, line, colon, rule);
        return new HeaderLine(name, text(command, name, line, from, length, rule));
    }

    private static int colonOf(StompCommand command, byte[] line, int length, Rule rule) {
        int colon = -1;
        for (int i = 0; i < length; i++) {
            byte b = line[i];
            if (b == ':' && colon < 0) {
                colon = i;
            } else if (b == '\r' && rule == Rule.ESCAPED_STRICT) {
                throw malformed(command, "", "with a CR that no LF follows");
            }
        }
        return colon;
    }

    private static String name(StompCommand command, byte[] line, int length, Rule rule) {
        String known = HeaderName.find(line, 0, length);
        return known.isEmpty() ? text(command, "", line, 0, length, rule) : known;
    }

    /**
     * @param name of the header whose value it is; empty for the name itself
     */
    private static String text(
            StompCommand command, String name, byte[] line, int from, int to, Rule rule) {
        int end = rule.escapes() ? unescape(line, from, to) : to;
        if (end < from) {
            throw malformed(
                    command,
                    name,
                    "with a backslash that n, c, r or another backslash does not follow");
        }
        try {
            return Utf8Text.decode(line, from, end - from);
        } catch (CharacterCodingException e) {
            throw malformed(command, name, "that is not valid UTF-8");
        }
    }

    /**
     * Puts what the escapes stand for in their place, and says where the text ends now; -1 if one
     * of them is not defined.
     */
    private static int unescape(byte[] line, int from, int to) {
        int out = from;
        for (int at = from; at < to; at++) {
            byte b = line[at];
            if (b == '\\') {
                at++;
                b = at < to ? meant(line[at]) : 0;
                if (b == 0) {
                    return -1;
                }
            }
            line[out++] = b;
        }
        return out;
    }

    private static StompViolation malformed(StompCommand command, String name, String why) {
        String header = StompViolation.plain(name).map(it -> "the header " + it).orElse("a header");
        return StompViolation.of("malformed header", command + " has " + header + " " + why + ".");
    }

    private static byte meant(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'c' -> ':';
            case 'r' -> '\r';
            case '\\' -> '\\';
            default -> 0;
        };
    }
}
