package io.sluice.broker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A topic filter by MQTT's rules (MQTT 5, 4.7): {@code +} takes a whole level, {@code #} a last
 * one, which stands for its parent too. A leading wildcard matches no topic that begins with {@code
 * $}.
 *
 * @param text the filter, without {@code $share/…} or any other prefix of a protocol
 */
public record TopicFilter(String text) {
    public TopicFilter {
        if (!isValid(text)) {
            throw new IllegalArgumentException("not a topic filter: " + text);
        }
    }

    /** The filter, if it is one. */
    public static Optional<TopicFilter> parse(String text) {
        return isValid(text) ? Optional.of(new TopicFilter(text)) : Optional.empty();
    }

    public boolean hasWildcard() {
        return text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
    }

    /** Whether a topic of this name is meant. */
    public boolean matches(String topic) {
        int f = 0;
        int t = 0;
        int filterEnd = text.length();
        int topicEnd = topic.length();
        if (topicEnd > 0
                && topic.charAt(0) == '$'
                && (text.charAt(0) == '+' || text.charAt(0) == '#')) {
            return false;
        }
        while (f < filterEnd) {
            char c = text.charAt(f);
            if (c == '#') {
                return true;
            }
            if (c == '+') {
                f++;
                while (t < topicEnd && topic.charAt(t) != '/') {
                    t++;
                }
            } else if (t < topicEnd && c == topic.charAt(t)) {
                f++;
                t++;
            } else {
                // "a/#" stands for "a" too
                return t == topicEnd && c == '/' && f + 2 == filterEnd && text.charAt(f + 1) == '#';
            }
        }
        return t == topicEnd;
    }

    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > TopicName.BYTES_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean startsLevel = i == 0 || text.charAt(i - 1) == '/';
            boolean endsLevel = i + 1 == text.length() || text.charAt(i + 1) == '/';
            if (c == 0
                    || c == '+' && !(startsLevel && endsLevel)
                    || c == '#' && !(startsLevel && i + 1 == text.length())) {
                return false;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8).length <= TopicName.BYTES_MAX;
    }
}
