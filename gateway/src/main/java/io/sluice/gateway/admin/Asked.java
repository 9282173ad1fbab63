package io.sluice.gateway.admin;

import io.sluice.broker.TopicFilter;
import io.sluice.broker.TopicName;
import io.sluice.broker.Where;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of one request, each checked and told with its accepted forms if it is wrong: an
 * {@link IllegalArgumentException}, which is answered with 400.
 */
record Asked(Request request) {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1000;
    private static final Pattern OFFSET = Pattern.compile("^(\\d+)-\\d+-\\d+$");

    /** The parameter's text; empty without one. */
    String text(String name) {
        return request.query(name);
    }

    /** How many are wanted. */
    int limit() {
        return (int) number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    }

    long number(String name, long min, long max, long without) {
        String text = text(name);
        return text.isEmpty() ? without : number(name, text, min, max);
    }

    private static long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below
        }
        throw new IllegalArgumentException(
                "%s takes a number, %d to %d, and got \"%s\"".formatted(name, min, max, text));
    }

    /** An offset in the path, by itself or in the {@code message-id} of a STOMP client. */
    long offset() {
        Matcher text = OFFSET.matcher(request.path().get("offset"));
        return number("OFFSET", text.replaceFirst("$1"), 0, Long.MAX_VALUE);
    }

    /** The reference of the last one of the page before; 0 for the first page. */
    int after() {
        return (int) number("after", 0, 0xFFFF_FFFFL, 0);
    }

    /** What the path names. */
    String name(String part) {
        return request.path().get(part);
    }

    /** One of these words; the first without the parameter. */
    <E extends Enum<E>> E word(String name, Class<E> words) {
        E[] all = words.getEnumConstants();
        String text = text(name);
        if (text.isEmpty()) {
            return all[0];
        }
        for (E word : all) {
            if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
                return word;
            }
        }
        String forms =
                String.join(
                        " | ",
                        Arrays.stream(all)
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toList());
        throw new IllegalArgumentException(
                "%s takes %s, and got \"%s\"".formatted(name, forms, text));
    }

    /** A filter; {@code #} without the parameter. */
    TopicFilter filter() {
        String text = text("filter");
        return TopicFilter.parse(text.isEmpty() ? "#" : text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "filter takes an MQTT topic filter, like a/+/c or a/#, and"
                                                + " got \""
                                                + text
                                                + "\""));
    }

    /** A topic name. */
    String topic() {
        return topic(text("topic"));
    }

    static String topic(String text) {
        return TopicName.parse(text)
                .map(TopicName::text)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "topic takes a topic name, not empty and without + and #,"
                                                + " and got \""
                                                + text
                                                + "\""));
    }

    /** A place in the log. */
    Where where(String name, Where without) {
        String text = text(name);
        return text.isEmpty() ? without : where(name, text);
    }

    private static Where where(String name, String text) {
        return Where.parse(text, Clock.systemUTC())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s takes %s, and got \"%s\""
                                                .formatted(name, Where.FORMS, text)));
    }

    /** Where to seek to: {@code {"where": …}} in the body, or the parameter. */
    Where seekTo() throws IOException {
        String text = text("where");
        if (text.isEmpty()) {
            text = JsonFields.of(request.body()).text("where");
        }
        return where("where", text);
    }
}
