package io.sluice.stomp;

import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What a destination header means: a topic name or filter, and the dialect in which a MESSAGE names
 * its topic again.
 *
 * @param text the name or filter as the broker knows it
 */
record Destination(Dialect dialect, String text) {
    private static final String SHARED = "/shared/";
    private static final String SHARE = "$share/";

    private static final String VALID =
            "/topic/, /queue/, /shared/, /dlq/, /exchange/amq.topic/ or a name without leading /";

    /** Prefixes that have a meaning, which this version of the gateway cannot give them. */
    private static final List<String> NOT_YET =
            List.of("/stream/", "/temp-queue/", "/reply-queue/", "/amq/queue/");

    /** First levels by which MQTT reaches what those prefixes stand for. */
    private static final Set<String> NOT_YET_LEVELS = Set.of("$replay", "$reply", "$delayed");

    /**
     * The topic that a message is for.
     *
     * @param header where it stands, for the complaint: {@code SEND: destination}
     */
    static Destination ofMessage(String header, String text, boolean dottedTopics) {
        if (text.startsWith(SHARED)) {
            throw invalid(header, text, "a group is only read; send to the topic itself");
        }
        Dialect dialect = dialectOf(header, text, dottedTopics);
        String topic = dialect.topicOf(nameIn(dialect, header, text));
        requireMeaning(header, topic);
        if (topic.startsWith(SHARE)) {
            throw invalid(header, text, "a group is only read; send to the topic itself");
        }
        if (TopicName.parse(topic).isEmpty()) {
            throw invalid(
                    header, text, "a topic to send to has 1 to 65,535 bytes and no +, # or NUL");
        }
        if (Topic.isQueue(topic) && TopicFilter.parse(topic).isEmpty()) {
            throw invalid(header, text, "a queue has a name, which does not end with /");
        }
        return new Destination(dialect, topic);
    }

    /** The topics that a subscription is for. */
    static Destination ofSubscription(String header, String text, boolean dottedTopics) {
        if (text.startsWith(SHARED)) {
            return ofGroup(header, text, dottedTopics);
        }
        Dialect dialect = dialectOf(header, text, dottedTopics);
        String filter = filter(dialect, header, text, nameIn(dialect, header, text));
        requireMeaning(header, filter);
        return checked(dialect, header, text, filter);
    }

    /** {@code /shared/<group>/<filter>}, the filter as behind {@code /topic/}. */
    private static Destination ofGroup(String header, String text, boolean dottedTopics) {
        int end = text.indexOf('/', SHARED.length());
        if (end <= SHARED.length() || end + 1 == text.length()) {
            throw invalid(header, text, "it is /shared/, a group, / and a filter");
        }
        Dialect dialect = dottedTopics ? Dialect.DOTTED_TOPIC : Dialect.TOPIC;
        String inner = filter(dialect, header, text, text.substring(end + 1));
        requireMeaning(header, inner);
        String group = text.substring(SHARED.length(), end + 1);
        return checked(dialect, header, text, SHARE + group + inner);
    }

    private static Destination checked(Dialect dialect, String header, String text, String filter) {
        if (TopicFilter.parse(filter).isEmpty()) {
            throw invalid(
                    header,
                    text,
                    filter.startsWith(SHARE)
                            ? "a group has a name without + and #, and a filter of plain topics"
                            : Topic.isQueue(filter)
                                    ? "a queue has a name without + and #"
                                    : "+ stands for a whole level and # for a last one");
        }
        return new Destination(dialect, filter);
    }

    /** The name or filter in bytes. */
    byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The filter of a subscription. */
    TopicFilter filter() {
        return new TopicFilter(text);
    }

    /** How this dialect writes the name of a topic. */
    String write(String topic) {
        return dialect.write(topic);
    }

    private static String nameIn(Dialect dialect, String header, String text) {
        String name = dialect.nameIn(text);
        if (name.isEmpty()) {
            throw invalid(header, text, "it names no topic");
        }
        return name;
    }

    private static String filter(Dialect dialect, String header, String text, String name) {
        try {
            return switch (dialect) {
                case BARE -> name;
                case TOPIC -> FilterText.withoutAliases(name);
                case DOTTED_TOPIC -> FilterText.withoutDots(name, true);
                case EXCHANGE -> FilterText.withoutDots(name, false);
                case QUEUE, DEAD_LETTERS -> dialect.topicOf(name);
            };
        } catch (FilterText.Misplaced wildcard) {
            throw invalid(header, text, wildcard.getMessage());
        }
    }

    private static void requireMeaning(String header, String topic) {
        String firstLevel = topic.split("/", 2)[0];
        if (NOT_YET_LEVELS.contains(firstLevel)) {
            throw notYet(header, firstLevel + "/");
        }
    }

    private static Dialect dialectOf(String header, String text, boolean dottedTopics) {
        if (!text.startsWith("/")) {
            return Dialect.BARE;
        }
        for (Dialect dialect : List.of(Dialect.QUEUE, Dialect.EXCHANGE, Dialect.DEAD_LETTERS)) {
            if (dialect.isOf(text)) {
                return dialect;
            }
        }
        if (Dialect.TOPIC.isOf(text)) {
            return dottedTopics ? Dialect.DOTTED_TOPIC : Dialect.TOPIC;
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
