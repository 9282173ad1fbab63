package io.sluice.mqtt;

import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.sluice.broker.TopicFilter;
import io.sluice.mqtt.packet.ProtocolViolation;
import java.util.Optional;

/** Which topic filters may stand in SUBSCRIBE and UNSUBSCRIBE (4.7, 4.8.2), rights apart. */
final class FilterRules {
    private final MqttConfig config;

    FilterRules(MqttConfig config) {
        this.config = config;
    }

    /**
     * The filter; empty if it is one that cannot be had. What is none, or is asked for in a way
     * that the standard forbids, ends the connection.
     */
    Optional<TopicFilter> filter(MqttTopicSubscription wish) {
        String text = wish.topicFilter();
        if (ReservedNames.of(text) == ReservedNames.SHARE) {
            requireShared(text, wish);
        }
        Optional<TopicFilter> filter = named(text);
        boolean isOpen = ReservedNames.of(text).isOpenToSubscribe();
        return filter.filter(parsed -> isOpen && config.admits(text));
    }

    /** The filter of this text, which may be one that cannot be had. */
    Optional<TopicFilter> named(String text) {
        Optional<TopicFilter> filter = TopicFilter.parse(text);
        ReservedNames kind = ReservedNames.of(text);
        boolean isNested =
                kind == ReservedNames.SHARE
                        && TopicFilter.parse(ReservedNames.inner(text)).isPresent();
        if (filter.isEmpty() && !isNested && !kind.isQueue()) {
            String clause = text.isEmpty() ? "MQTT-4.7.3-1" : "MQTT-4.7.1-1";
            throw ProtocolViolation.malformed(clause, "not a topic filter");
        }
        return filter;
    }

    private static void requireShared(String text, MqttTopicSubscription wish) {
        int nameAt = text.indexOf('/') + 1;
        int slash = text.indexOf('/', nameAt);
        String name = slash < 0 ? "" : text.substring(nameAt, slash);
        boolean hasFilter = slash >= 0 && slash + 1 < text.length();
        if (name.isEmpty() || !hasFilter || name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
            throw ProtocolViolation.malformed("MQTT-4.8.2-1", "not a shared subscription");
        }
        if (wish.option().isNoLocal()) {
            throw ProtocolViolation.error("MQTT-3.8.3-4", "no local on a shared subscription");
        }
    }
}
