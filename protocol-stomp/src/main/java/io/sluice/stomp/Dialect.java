package io.sluice.stomp;

import java.util.Arrays;

/**
 * How a destination is written: what stands before a name, and what the broker's name of it begins
 * with in its place.
 */
enum Dialect {
    /** {@code /topic/a/b}. */
    TOPIC("/topic/", "", false),
    /** {@code /topic/a.b}, if the configuration says so. */
    DOTTED_TOPIC("/topic/", "", true),
    /** {@code a/b}. */
    BARE("", "", false),
    /** {@code /exchange/amq.topic/a.b}. */
    EXCHANGE("/exchange/amq.topic/", "", true),
    /** {@code /queue/a}: {@code $queue/a}. */
    QUEUE("/queue/", "$queue/", false),
    /** {@code /amq/queue/a}: the same queue, but never made by this use of it. */
    QUEUE_IF_THERE("/amq/queue/", "$queue/", false),
    /** {@code /dlq/a}, the dead letters of {@code /queue/a}: {@code $dlq/a}. */
    DEAD_LETTERS("/dlq/", "$dlq/", false),
    /** {@code /reply-queue/<opaque>}, a reply queue as others see it. */
    REPLY("/reply-queue/", ReplyQueues.ROOT, false),
    /** {@code /temp-queue/x}, a reply queue as its connection calls it: one name for one topic. */
    TEMPORARY("/temp-queue/", "", false);

    private final String prefix;
    private final String root;
    private final boolean dotted;

    Dialect(String prefix, String root, boolean dotted) {
        this.prefix = prefix;
        this.root = root;
        this.dotted = dotted;
    }

    /** What stands before a name; a bare name cannot begin with a slash. */
    String prefix(boolean startsWithSlash) {
        return this == BARE && startsWithSlash ? TOPIC.prefix : prefix;
    }

    /** Letters at the beginning of the broker's name that are not written: ASCII, none escaped. */
    int rootLength() {
        return root.length();
    }

    /** Whether dots and slashes change places in names, which loses nothing. */
    boolean isDotted() {
        return dotted;
    }

    /** Whether a destination is written in this dialect. */
    boolean isOf(String text) {
        return text.startsWith(prefix);
    }

    /** Whether the broker's name that lies there begins as those of this dialect do. */
    boolean isOfTopic(byte[] bytes, int from, int length) {
        if (length <= root.length()) {
            return false;
        }
        for (int i = 0; i < root.length(); i++) {
            if (bytes[from + i] != root.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What stands behind the prefix. */
    String nameIn(String text) {
        return text.substring(prefix.length());
    }

    /** The broker's name for a name that stands behind the prefix. */
    String topicOf(String name) {
        return root + (dotted ? swap(name) : name);
    }

    /** What stands behind the prefix for the broker's name that lies there. */
    byte[] nameOf(byte[] bytes, int from, int length) {
        byte[] name = Arrays.copyOfRange(bytes, from + root.length(), from + length);
        for (int i = 0; i < name.length && dotted; i++) {
            if (name[i] == '.') {
                name[i] = '/';
            } else if (name[i] == '/') {
                name[i] = '.';
            }
        }
        return name;
    }

    /** How this dialect writes the name of a topic. */
    String write(String topic) {
        String name = topic.substring(root.length());
        return prefix(name.startsWith("/")) + (dotted ? swap(name) : name);
    }

    private static String swap(String name) {
        char[] letters = name.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] == '.') {
                letters[i] = '/';
            } else if (letters[i] == '/') {
                letters[i] = '.';
            }
        }
        return new String(letters);
    }
}
