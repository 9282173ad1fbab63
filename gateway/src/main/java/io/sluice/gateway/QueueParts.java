package io.sluice.gateway;

import io.sluice.broker.TopicFilter;
import io.sluice.gateway.config.LogKeys;
import io.sluice.gateway.config.QueueKeys;
import io.sluice.gateway.config.RuleText;
import io.sluice.gateway.config.Settings;
import io.sluice.group.GroupConfig;
import io.sluice.group.QueueConfig;
import io.sluice.group.QueueLimits;
import io.sluice.group.QueueRule;
import io.sluice.group.RetryConfig;
import java.util.Locale;
import java.util.Set;

/** Makes the record of settings for groups and queues, and reads the rules for some queues. */
record QueueParts(Settings settings) {
    private static final Set<String> RULED =
            Set.of("length-max", "bytes-max", "ttl", "overflow", "single-active", "key-header");

    GroupConfig group() {
        RetryConfig retry =
                new RetryConfig(
                        settings.get(QueueKeys.DELIVERIES_MAX),
                        settings.get(QueueKeys.RETRY_PAUSE),
                        settings.get(QueueKeys.ACK_TIMEOUT));
        return new GroupConfig(
                word(settings.get(QueueKeys.STRATEGY), GroupConfig.Strategy.class),
                settings.get(QueueKeys.UNSETTLED_MAX),
                settings.get(QueueKeys.UNSETTLED_BYTES_MAX),
                settings.get(QueueKeys.GROUP_EXPIRY),
                retry,
                queues());
    }

    private QueueConfig queues() {
        QueueLimits limits =
                new QueueLimits(
                        settings.get(QueueKeys.LENGTH_MAX),
                        settings.get(QueueKeys.BYTES_MAX),
                        settings.get(QueueKeys.TTL),
                        word(settings.get(QueueKeys.OVERFLOW), QueueLimits.Overflow.class),
                        settings.get(QueueKeys.SINGLE_ACTIVE),
                        settings.get(QueueKeys.KEY_HEADER));
        return new QueueConfig(
                settings.get(QueueKeys.COUNT_MAX),
                bytesMaxAll(),
                settings.get(QueueKeys.IDLE_EXPIRY),
                settings.get(QueueKeys.NAMED_MAX),
                limits,
                settings.get(QueueKeys.RULES).stream().map(text -> rule(text, limits)).toList());
    }

    /** Trimming carries forward what queues hold: it must have something to take away, too. */
    private long bytesMaxAll() {
        long quarter = settings.get(LogKeys.RETAIN_BYTES_MAX) / 4;
        return Math.max(1 << 20, Math.min(settings.get(QueueKeys.ALL_BYTES_MAX), quarter));
    }

    private static QueueRule rule(String text, QueueLimits others) {
        try {
            RuleText rule = RuleText.parse(text, RULED);
            TopicFilter queues =
                    TopicFilter.parse(rule.filter())
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "does not begin with a filter"));
            return new QueueRule(queues, limits(rule, others));
        } catch (IllegalArgumentException fault) {
            throw new IllegalArgumentException(
                    QueueKeys.RULES.path()
                            + " cannot be read: \""
                            + text
                            + "\" "
                            + fault.getMessage(),
                    fault);
        }
    }

    private static QueueLimits limits(RuleText rule, QueueLimits others) {
        String overflow = rule.text("overflow", others.overflow().name());
        return new QueueLimits(
                rule.number("length-max", others.lengthMax()),
                rule.bytes("bytes-max", others.bytesMax()),
                rule.time("ttl", others.ttl()),
                word(overflow, QueueLimits.Overflow.class),
                rule.flag("single-active", others.singleActive()),
                rule.text("key-header", others.keyHeader()));
    }

    private static <E extends Enum<E>> E word(String text, Class<E> words) {
        return Enum.valueOf(words, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
