package io.sluice.stomp;

import io.sluice.broker.TopicFilter;
import io.sluice.broker.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What a destination header means: a topic name or filter, and the dialect it was written in, in
 * which a MESSAGE names its topic again.
 *
 * @param text the name or filter as the broker knows it
 */
record Destination(Dialect dialect, String text) {
    /** How destinations are written. */
    enum Dialect {
        /** {@code /topic/a/b}. */
        TOPIC("/topic/", false),
        /** {@code /topic/a.b}, if the configuration says so. */
        DOTTED_TOPIC("/topic/", true),
        /** {@code a/b}. */
        BARE("", false),
        /** {@code /exchange/amq.topic/a.b}. */
        EXCHANGE("/exchange/amq.topic/", true);

        private final String prefix;
        private final boolean dotted;

        Dialect(String prefix, boolean dotted) {
            this.prefix = prefix;
            this.dotted = dotted;
        }

        /** What stands before a name; a bare name cannot begin with a slash. */
        String prefix(boolean startsWithSlash) {
            return this == BARE && startsWithSlash ? TOPIC.prefix : prefix;
        }

        /** Whether dots and slashes change places in names, which loses nothing. */
        boolean isDotted() {
            return dotted;
        }
    }

    private static final String VALID = "/topic/, /exchange/amq.topic/ or a name without leading /";

    /** Prefixes that have a meaning, which this version of the gateway cannot give them. */
    private static final List<String> NOT_YET =
            List.of(
                    "/queue/",
                    "/shared/",
                    "/stream/",
                    "/temp-queue/",
                    "/reply-queue/",
                    "/amq/queue/",
                    "/dlq/");

    /** First levels by which MQTT reaches what those prefixes stand for. */
    private static final Set<String> NOT_YET_LEVELS =
            Set.of("$queue", "$share", "$replay", "$reply", "$dlq", "$delayed");

    /**
     * The topic that a message is for.
     *
     * @param header where it stands, for the complaint: {@code SEND: destination}
     */
    static Destination ofMessage(String header, String text, boolean dottedTopics) {
        Destination raw = parse(header, text, dottedTopics);
        Destination named = raw.dialect.dotted ? new Destination(raw.dialect, swap(raw.text)) : raw;
        if (TopicName.parse(named.text).isEmpty()) {
            throw invalid(
                    header, text, "a topic to send to has 1 to 65,535 bytes and no +, # or NUL");
        }
        return named;
    }

    /** The topics that a subscription is for. */
    static Destination ofSubscription(String header, String text, boolean dottedTopics) {
        Destination raw = parse(header, text, dottedTopics);
        String filter =
                switch (raw.dialect) {
                    case BARE -> raw.text;
                    case TOPIC -> withoutAliases(header, text, raw.text);
                    case DOTTED_TOPIC, EXCHANGE -> withoutDots(header, text, raw);
                };
        if (TopicFilter.parse(filter).isEmpty()) {
            throw invalid(header, text, "+ stands for a whole level and # for a last one");
        }
        return new Destination(raw.dialect, filter);
    }

    /** The name or filter in bytes. */
    byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How this dialect writes the name of a topic. */
    String write(String topic) {
        return dialect.prefix(topic.startsWith("/")) + (dialect.dotted ? swap(topic) : topic);
    }

    private static Destination parse(String header, String text, boolean dottedTopics) {
        Dialect dialect = dialectOf(header, text, dottedTopics);
        String name = text.substring(dialect.prefix.length());
        if (name.isEmpty()) {
            throw invalid(header, text, "it names no topic");
        }
        String firstLevel = name.split(dialect.dotted ? "[./]" : "/", 2)[0];
        if (NOT_YET_LEVELS.contains(firstLevel)) {
            throw notYet(header, firstLevel + "/");
        }
        return new Destination(dialect, name);
    }

    private static Dialect dialectOf(String header, String text, boolean dottedTopics) {
        if (!text.startsWith("/")) {
            return Dialect.BARE;
        }
        if (text.startsWith(Dialect.TOPIC.prefix)) {
            return dottedTopics ? Dialect.DOTTED_TOPIC : Dialect.TOPIC;
        }
        if (text.startsWith(Dialect.EXCHANGE.prefix)) {
            return Dialect.EXCHANGE;
        }
        for (String prefix : NOT_YET) {
            if (text.startsWith(prefix)) {
                throw notYet(header, prefix);
            }
        }
        throw StompViolation.of(
                "unknown destination",
                header + " '" + shortened(text) + "' is not one of ours: use " + VALID + ".");
    }

    /** {@code *} becomes {@code +}; a last {@code >} or {@code **} becomes {@code #}. */
    private static String withoutAliases(String header, String text, String name) {
        String[] levels = name.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            if (level.equals("*")) {
                levels[i] = "+";
            } else if (i == levels.length - 1 && (level.equals(">") || level.equals("**"))) {
                levels[i] = "#";
            } else if (level.indexOf('*') >= 0 || level.indexOf('>') >= 0) {
                throw invalid(
                        header,
                        text,
                        "* stands for a whole level, > and ** for a last one, and levels are"
                                + " parted by /; for names parted by dots use"
                                + " /exchange/amq.topic/ or stomp.topic-separator = dot");
            }
        }
        return String.join("/", levels);
    }

    private static String withoutDots(String header, String text, Destination raw) {
        if (raw.text.indexOf('+') >= 0) {
            throw invalid(header, text, "+ is no wildcard where dots part the levels; use *");
        }
        String[] levels = raw.text.split("\\.", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            if (levels[i].equals("*")) {
                levels[i] = "+";
            } else if (isRest(raw.dialect, levels[i]) && last) {
                levels[i] = "#";
            } else if (levels[i].indexOf('#') >= 0) {
                throw invalid(header, text, "# can stand only for the last levels");
            } else {
                levels[i] = levels[i].replace('/', '.');
            }
        }
        return String.join("/", levels);
    }

    private static boolean isRest(Dialect dialect, String level) {
        boolean alias = level.equals(">") || level.equals("**");
        return level.equals("#") || dialect == Dialect.DOTTED_TOPIC && alias;
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

    private static StompViolation invalid(String header, String text, String why) {
        return StompViolation.of(
                "bad destination",
                header + " '" + shortened(text) + "' is not valid: " + why + ".");
    }

    private static StompViolation notYet(String header, String prefix) {
        return StompViolation.refused(
                "destination not supported",
                header + " begins with " + prefix + ", which is not supported: use " + VALID + ".");
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
