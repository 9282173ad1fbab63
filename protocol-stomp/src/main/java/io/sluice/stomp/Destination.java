package io.sluice.stomp;

import io.sluice.broker.DelayedTopic;
import io.sluice.broker.Refusal;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.TopicName;
import java.util.List;

/**
 * What a destination header means: a topic name or filter, and the dialect in which a MESSAGE names
 * its topic again.
 *
 * @param text the name or filter as the broker knows it
 * @param alias what its connection calls a queue of its own; empty for all others
 */
record Destination(Dialect dialect, String text, String alias) {
    private static final String SHARED = "/shared/";
    private static final String SHARE = "$share/";
    private static final String STREAM = "/stream/";

    private static final List<Dialect> PREFIXED =
            List.of(
                    Dialect.QUEUE,
                    Dialect.EXCHANGE,
                    Dialect.DEAD_LETTERS,
                    Dialect.QUEUE_IF_THERE,
                    Dialect.REPLY);

    private static final String VALID =
            "/topic/, /stream/, /queue/, /shared/, /dlq/, /temp-queue/, /reply-queue/,"
                    + " /amq/queue/, /exchange/amq.topic/ or a name without leading /";

    private static final String REPLAY = "$replay/";

    /** A queue for replies, of the connection that calls it {@code alias}. */
    static Destination temporary(String alias, String topic) {
        return new Destination(Dialect.TEMPORARY, topic, alias);
    }

    /**
     * The topic that a message is for.
     *
     * @param header where it stands, for the complaint: {@code SEND: destination}
     */
    static Destination ofMessage(String header, String text, boolean dottedTopics) {
        if (text.startsWith(SHARED) || isStream(text)) {
            throw invalid(header, text, "a group or stream is only read; send to the topic itself");
        }
        Dialect dialect = dialectOf(header, text, dottedTopics);
        String topic = dialect.topicOf(requireName(dialect, header, text));
        if (topic.startsWith(REPLAY)) {
            throw invalid(header, text, "the past is only read; send to the topic itself");
        }
        if (DelayedTopic.isDelayed(topic) && DelayedTopic.parse(topic).isEmpty()) {
            throw invalid(header, text, "it is $delayed/, seconds, / and a topic");
        }
        if (topic.startsWith(SHARE)) {
            throw invalid(header, text, "a group is only read; send to the topic itself");
        }
        if (topic.startsWith(ReplyQueues.ROOT) && !ReplyQueues.isOne(topic)) {
            throw invalid(header, text, "no queue for replies has such a name");
        }
        if (TopicName.parse(topic).isEmpty()) {
            throw invalid(
                    header, text, "a topic to send to has 1 to 65,535 bytes and no +, # or NUL");
        }
        if (Topic.beginsLikeAQueue(topic) && TopicFilter.parse(topic).isEmpty()) {
            throw invalid(header, text, "a queue has a name, which does not end with /");
        }
        return new Destination(dialect, topic, "");
    }

    /** The topics that a subscription is for. */
    static Destination ofSubscription(String header, String text, boolean dottedTopics) {
        if (text.startsWith(SHARED)) {
            return ofGroup(header, text, dottedTopics);
        }
        if (isStream(text)) {
            String topics = Dialect.TOPIC.prefix(false) + text.substring(STREAM.length());
            return ofSubscription(header, topics, dottedTopics);
        }
        Dialect dialect = dialectOf(header, text, dottedTopics);
        String filter = filter(dialect, header, text, requireName(dialect, header, text));
        requireReadable(header, text, filter);
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
        requireReadable(header, text, inner);
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
                            : Topic.beginsLikeAQueue(filter)
                                    ? "a queue has a name without + and #"
                                    : "+ stands for a whole level and # for a last one");
        }
        Destination found = new Destination(dialect, filter, "");
        if (found.filter().inner().text().startsWith(ReplyQueues.ROOT)) {
            throw StompViolation.refused(
                    Refusal.NOT_AUTHORIZED.text(),
                    header + " is a queue for replies, which only its own connection reads.");
        }
        return found;
    }

    /** Whether a destination asks for the log's past: {@code /stream/<filter>}. */
    static boolean isStream(String text) {
        return text.startsWith(STREAM);
    }

    /** Whether it is a queue that must be there already: its use does not make it. */
    boolean isOnlyIfThere() {
        return dialect == Dialect.QUEUE_IF_THERE;
    }

    /** Whether it is of this connection alone. */
    boolean isTemporary() {
        return dialect == Dialect.TEMPORARY;
    }

    /** The filter of a subscription. */
    TopicFilter filter() {
        return new TopicFilter(text);
    }

    /** How this dialect writes the name of a topic. */
    String write(String topic) {
        return isTemporary() ? alias : dialect.write(topic);
    }

    /** What is written of a name instead of its beginning. */
    String prefix(boolean startsWithSlash) {
        return isTemporary() ? alias : dialect.prefix(startsWithSlash);
    }

    /** How many letters of a name are not written: all of one that has an alias. */
    int leftOut() {
        return isTemporary() ? text.length() : dialect.rootLength();
    }

    /** What stands behind the prefix of a dialect; that must be something. */
    static String requireName(Dialect dialect, String header, String text) {
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
                case QUEUE, QUEUE_IF_THERE, DEAD_LETTERS, REPLY, TEMPORARY -> dialect.topicOf(name);
            };
        } catch (FilterText.Misplaced wildcard) {
            throw invalid(header, text, wildcard.getMessage());
        }
    }

    private static void requireReadable(String header, String text, String filter) {
        if (filter.startsWith(REPLAY)) {
            throw invalid(header, text, "the past is read with the header x-stream-offset");
        }
        if (DelayedTopic.isDelayed(filter)) {
            throw invalid(header, text, "what is delayed comes under its own topic when it is due");
        }
    }

    private static Dialect dialectOf(String header, String text, boolean dottedTopics) {
        if (!text.startsWith("/")) {
            return Dialect.BARE;
        }
        for (Dialect dialect : PREFIXED) {
            if (dialect.isOf(text)) {
                return dialect;
            }
        }
        if (Dialect.TOPIC.isOf(text)) {
            return dottedTopics ? Dialect.DOTTED_TOPIC : Dialect.TOPIC;
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

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
