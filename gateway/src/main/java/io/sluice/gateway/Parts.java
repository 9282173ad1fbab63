package io.sluice.gateway;

import io.sluice.broker.DropLedger;
import io.sluice.broker.TopicFilter;
import io.sluice.gateway.config.BrokerKeys;
import io.sluice.gateway.config.Key;
import io.sluice.gateway.config.LogKeys;
import io.sluice.gateway.config.MqttKeys;
import io.sluice.gateway.config.Settings;
import io.sluice.gateway.config.StompKeys;
import io.sluice.group.GroupConfig;
import io.sluice.log.LogConfig;
import io.sluice.mqtt.MqttConfig;
import io.sluice.pipeline.Durability;
import io.sluice.pipeline.PipelineConfig;
import io.sluice.pipeline.TransientConfig;
import io.sluice.stomp.ConnectionLimits;
import io.sluice.stomp.FrameLimits;
import io.sluice.stomp.HeartBeatRange;
import io.sluice.stomp.StompConfig;
import io.sluice.stomp.TransactionLimits;
import io.sluice.subscription.DelayedConfig;
import io.sluice.subscription.StateConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;

/**
 * Makes each part's own record of settings. The records check what keys cannot say alone: how
 * values stand to each other.
 */
record Parts(Settings settings) {
    LogConfig log(Path directory) {
        return new LogConfig(
                directory,
                bytes(LogKeys.SEGMENT_BYTES),
                bytes(LogKeys.RECORD_BYTES_MAX),
                settings.get(LogKeys.RETAIN_BYTES_MAX),
                settings.get(LogKeys.RETAIN_FOR),
                settings.get(LogKeys.FREE_BYTES_MIN),
                settings.get(LogKeys.SPARES_KEPT),
                bytes(LogKeys.TAIL_CACHE_BYTES));
    }

    PipelineConfig pipeline() {
        StateConfig state =
                new StateConfig(
                        settings.get(BrokerKeys.SESSIONS_MAX),
                        settings.get(BrokerKeys.SESSION_SUBSCRIPTIONS_MAX),
                        settings.get(BrokerKeys.RETAINED_COUNT_MAX),
                        settings.get(BrokerKeys.RETAINED_BYTES_MAX),
                        new DelayedConfig(
                                settings.get(BrokerKeys.DELAYED_COUNT_MAX),
                                settings.get(BrokerKeys.DELAYED_BYTES_MAX),
                                settings.get(BrokerKeys.DELAYED_SECONDS_MAX)));
        return new PipelineConfig(
                settings.get(BrokerKeys.RING_SLOTS),
                settings.get(BrokerKeys.RING_BYTES_MAX),
                word(LogKeys.DURABILITY, Durability.class),
                settings.get(LogKeys.FLUSH_INTERVAL),
                bytes(BrokerKeys.OUTBOX_BYTES_MAX),
                settings.get(BrokerKeys.LIVE_LAG_MAX),
                settings.get(BrokerKeys.TOPICS_MAX),
                settings.get(BrokerKeys.MATCH_CACHE_MAX),
                settings.get(BrokerKeys.RING_SPINS),
                settings.get(BrokerKeys.QUEUE_QOS0),
                bytes(LogKeys.RECORD_BYTES_MAX),
                state,
                group(),
                unwritten());
    }

    private TransientConfig unwritten() {
        return new TransientConfig(
                settings.get(LogKeys.TRANSIENT).stream().map(TopicFilter::new).toList(),
                settings.get(BrokerKeys.SYS_INTERVAL),
                settings.get(BrokerKeys.SYS_STATES_MAX));
    }

    DropLedger drops(Clock clock) {
        return new DropLedger(
                settings.get(BrokerKeys.DROPS_MAX), settings.get(BrokerKeys.DROPS_KEEP), clock);
    }

    private GroupConfig group() {
        return new QueueParts(settings).group();
    }

    MqttConfig mqtt() {
        return new MqttConfig(
                bytes(MqttKeys.PACKET_BYTES_MAX),
                bytes(MqttKeys.CONNECT_BYTES_MAX),
                settings.get(MqttKeys.CONNECT_TIMEOUT),
                settings.get(MqttKeys.RECEIVE_MAX),
                settings.get(MqttKeys.INFLIGHT_MAX),
                settings.get(MqttKeys.TOPIC_ALIAS_MAX),
                settings.get(MqttKeys.TOPIC_ALIAS_OUT_MAX),
                settings.get(MqttKeys.SESSION_EXPIRY_V3),
                settings.get(MqttKeys.SESSION_EXPIRY_MAX),
                settings.get(MqttKeys.KEEP_ALIVE_MAX),
                settings.get(MqttKeys.SUBSCRIPTIONS_MAX),
                settings.get(MqttKeys.REPLAYS_MAX),
                settings.get(MqttKeys.TOPIC_LEVELS_MAX),
                settings.get(MqttKeys.TOPIC_BYTES_MAX),
                settings.get(MqttKeys.CLIENT_ID_BYTES_MAX),
                settings.get(MqttKeys.CLIENT_ID_CHARS_MAX_V31),
                bytes(MqttKeys.OUTGOING_BYTES_MAX),
                settings.get(BrokerKeys.PAUSE_MAX),
                settings.get(MqttKeys.RESPONSE_INFORMATION),
                settings.get(MqttKeys.SERVER_REFERENCE));
    }

    StompConfig stomp() {
        return new StompConfig(
                new FrameLimits(
                        settings.get(StompKeys.HEADERS_MAX),
                        bytes(StompKeys.HEADER_LINE_BYTES_MAX),
                        bytes(StompKeys.HEADER_BYTES_MAX),
                        bytes(StompKeys.BODY_BYTES_MAX),
                        bytes(StompKeys.BEFORE_LOGIN_BYTES_MAX)),
                new ConnectionLimits(
                        settings.get(StompKeys.SUBSCRIPTIONS_MAX),
                        settings.get(StompKeys.UNACKED_MAX),
                        settings.get(StompKeys.RECEIPTS_MAX),
                        settings.get(StompKeys.LOGIN_TIMEOUT),
                        settings.get(StompKeys.IDLE_TIMEOUT),
                        settings.get(BrokerKeys.PAUSE_MAX),
                        settings.get(StompKeys.LINGER_MAX)),
                new TransactionLimits(
                        settings.get(StompKeys.TRANSACTIONS_MAX),
                        settings.get(StompKeys.TRANSACTION_FRAMES_MAX),
                        bytes(StompKeys.TRANSACTION_BYTES_MAX)),
                new HeartBeatRange(
                        settings.get(StompKeys.HEART_BEAT_MIN),
                        settings.get(StompKeys.HEART_BEAT_MAX)),
                word(StompKeys.WS_FRAME, StompConfig.WsFrame.class),
                word(StompKeys.TOPIC_SEPARATOR, StompConfig.TopicSeparator.class),
                settings.get(StompKeys.SERVER_HEADER),
                settings.get(StompKeys.DURABLE_EXPIRY));
    }

    private int bytes(Key<Long> key) {
        return Math.toIntExact(settings.get(key));
    }

    private <E extends Enum<E>> E word(Key<String> key, Class<E> words) {
        return Enum.valueOf(words, settings.get(key).toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
