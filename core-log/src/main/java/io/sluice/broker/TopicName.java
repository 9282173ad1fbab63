package io.sluice.broker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A topic name: UTF-8, 1 to 65,535 bytes, no NUL, no wildcard; {@code /} parts levels.
 *
 * @param text the name, byte for byte what the publisher wrote
 */
public record TopicName(String text) {
    public static final int BYTES_MAX = 65_535;

    public TopicName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a topic name: " + text);
        }
    }

    /** The name, if it is one. */
    public static Optional<TopicName> parse(String text) {
        return isValid(text) ? Optional.of(new TopicName(text)) : Optional.empty();
    }

    public byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > BYTES_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' || c == '#' || c == 0) {
                return false;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX;
    }
}
