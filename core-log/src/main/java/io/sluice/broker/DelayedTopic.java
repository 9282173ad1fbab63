package io.sluice.broker;

import java.util.Optional;

/**
 * {@code $delayed/<seconds>/<topic>}: what is published there is published to {@code <topic>} so
 * much later. Protocols part the name with {@link #parse}, treat {@link #name} like any name a
 * client wants to publish to (its rights too), and tell {@link ParcelBuilder#delay} the seconds.
 *
 * @param seconds how long to wait, unsigned 32 bits
 * @param name the topic to publish to then
 */
public record DelayedTopic(long seconds, String name) {
    /** The longest delay that can be said. */
    public static final long SECONDS_MAX = 0xFFFF_FFFFL;

    private static final String PREFIX = "$delayed/";
    private static final int DIGITS_MAX = 10;

    public DelayedTopic {
        if (seconds < 0 || seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("no delay: " + seconds);
        }
    }

    /** Whether the name begins like a delayed one, well-formed or not. */
    public static boolean isDelayed(String topic) {
        return topic.startsWith(PREFIX);
    }

    /**
     * Its parts; empty if it is not well-formed, or names what cannot be delayed: a delayed topic,
     * one of the broker's own.
     */
    public static Optional<DelayedTopic> parse(String topic) {
        int slash = isDelayed(topic) ? topic.indexOf('/', PREFIX.length()) : -1;
        int digits = slash - PREFIX.length();
        if (digits < 1 || digits > DIGITS_MAX) {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = PREFIX.length(); i < slash; i++) {
            int digit = topic.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            seconds = 10 * seconds + digit;
        }
        String name = topic.substring(slash + 1);
        boolean isValid =
                seconds <= SECONDS_MAX
                        && !isDelayed(name)
                        && !Topic.isSystem(name)
                        && TopicName.parse(name).isPresent();
        return isValid ? Optional.of(new DelayedTopic(seconds, name)) : Optional.empty();
    }
}
