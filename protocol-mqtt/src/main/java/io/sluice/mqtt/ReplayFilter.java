package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A wish to read from a place in the log: a topic filter {@code $replay/<where>/<filter>}, or, in
 * version 5, any filter with the user property {@code stream-offset} on its SUBSCRIBE.
 *
 * @param text the filter by which the client names it, in UNSUBSCRIBE too
 * @param inner whose messages are meant; as said, whatever it is
 * @param where the place, as said, whatever it is
 */
record ReplayFilter(String text, String inner, String where) {
    private static final String PREFIX = "$replay/";
    private static final String BY_PROPERTY = "$replay//";
    private static final String PROPERTY = "stream-offset";

    /** Whether the filter itself says so. */
    static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    /** What a filter that {@link #isOne} says; nothing is checked. */
    static ReplayFilter of(String text) {
        int slash = text.indexOf('/', PREFIX.length());
        int end = slash < 0 ? text.length() : slash;
        String inner = slash < 0 ? "" : text.substring(slash + 1);
        return new ReplayFilter(text, inner, text.substring(PREFIX.length(), end));
    }

    /** All that the properties of a SUBSCRIBE say of a place; one is right. */
    static List<String> placesIn(MqttProperties properties) {
        return properties.getProperties(MqttProperties.USER_PROPERTY).stream()
                .map(property -> ((UserProperty) property).value())
                .filter(pair -> pair.key.equals(PROPERTY))
                .map((StringPair pair) -> pair.value)
                .toList();
    }

    /**
     * The name under which the session keeps it: a filter that matches no topic. One that was said
     * by a property has no place in its name, which no client can say.
     */
    TopicFilter marker() {
        return new TopicFilter(isOne(text) ? text : BY_PROPERTY + text);
    }

    /** What a session has kept. */
    static ReplayFilter ofMarker(TopicFilter marker) {
        String said = marker.text();
        if (!said.startsWith(BY_PROPERTY)) {
            return of(said);
        }
        String filter = said.substring(BY_PROPERTY.length());
        return new ReplayFilter(filter, filter, "");
    }

    /** Why it cannot be had, for a person; empty if it can. */
    Optional<String> fault(Clock clock) {
        if (Where.parse(where, clock).isEmpty()) {
            return Optional.of("'" + where + "' is no place in the log; say " + Where.FORMS);
        }
        if (TopicFilter.parse(inner).isEmpty()) {
            return Optional.of("'" + inner + "' is no topic filter to read again");
        }
        ReservedNames kind = ReservedNames.of(inner);
        boolean isLog = kind == ReservedNames.NONE || kind == ReservedNames.SYSTEM;
        if (!isLog || TopicFilter.parse(BY_PROPERTY + inner).isEmpty()) {
            return Optional.of("'" + inner + "' cannot be read from a place in the log");
        }
        return Optional.empty();
    }

    /** Where it begins; only if it has no {@link #fault}. */
    Where place(Clock clock) {
        return Where.parse(where, clock).orElseThrow();
    }
}
