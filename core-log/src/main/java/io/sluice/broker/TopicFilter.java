package io.sluice.broker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A topic filter by MQTT's rules (MQTT 5, 4.7): {@code +} takes a whole level, {@code #} a last
 * one, which stands for its parent too. A leading wildcard matches no topic that begins with {@code
 * $}.
 *
 * <p>A filter may name a group: {@code $share/<group>/<filter>}, one cursor over {@code <filter>}
 * for all members; or a queue: {@code $queue/<name>} and {@code $dlq/<name>}, the same over the one
 * topic of that very name.
 *
 * @param text the filter as it was written
 */
public record TopicFilter(String text) {
    private static final String SHARE = "$share/";
    private static final String REPLAY = "$replay/";

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

    /** Whether its messages are parted among the members of a group or a queue. */
    public boolean isGroup() {
        return text.startsWith(SHARE) || Topic.isQueue(text);
    }

    /** Whether it is the name of a queue, or of the dead letters of one. */
    public boolean isQueue() {
        return Topic.isQueue(text);
    }

    /** Whether it matches nothing and marks a session's annex: {@link SessionName#annex}. */
    public boolean isMarker() {
        return text.startsWith(REPLAY);
    }

    /** The filter whose messages a group parts; the filter itself if it names no {@code $share}. */
    public TopicFilter inner() {
        if (!text.startsWith(SHARE)) {
            return this;
        }
        return new TopicFilter(text.substring(text.indexOf('/', SHARE.length()) + 1));
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
        return isWellGrouped(text)
                && text.getBytes(StandardCharsets.UTF_8).length <= TopicName.BYTES_MAX;
    }

    /**
     * A group has a name without wildcards and a filter behind it; a queue has no wildcard at all.
     */
    private static boolean isWellGrouped(String text) {
        if (Topic.beginsLikeAQueue(text)) {
            return Topic.isQueue(text) && text.indexOf('+') < 0 && text.indexOf('#') < 0;
        }
        if (!text.startsWith(SHARE)) {
            return true;
        }
        int end = text.indexOf('/', SHARE.length());
        if (end <= SHARE.length() || end + 1 == text.length()) {
            return false;
        }
        String group = text.substring(SHARE.length(), end);
        String inner = text.substring(end + 1);
        return group.indexOf('+') < 0
                && group.indexOf('#') < 0
                && !inner.startsWith(SHARE)
                && !Topic.beginsLikeAQueue(inner)
                && !inner.startsWith(REPLAY);
    }
}
