package io.sluice.stomp;

import java.time.Duration;

/**
 * How the gateway speaks STOMP. Keys {@code stomp.*}: a component's name in kebab-case is its key,
 * and a group is an object ({@code stomp.frames.body-bytes-max}).
 *
 * @param frames bounds of one frame
 * @param connection bounds of one connection
 * @param transactions bounds of a transaction
 * @param heartBeat the heart-beats that we agree to
 * @param wsFrame {@code auto}, {@code text} or {@code binary}: in which WebSocket frames we send
 * @param topicSeparator {@code slash} or {@code dot}: what parts the levels of {@code /topic/…}
 * @param serverHeader whether CONNECTED says what we are
 * @param durableExpiry how long a durable subscription waits for its client, 1 s to 1000 days
 */
public record StompConfig(
        FrameLimits frames,
        ConnectionLimits connection,
        TransactionLimits transactions,
        HeartBeatRange heartBeat,
        WsFrame wsFrame,
        TopicSeparator topicSeparator,
        boolean serverHeader,
        Duration durableExpiry) {
    public StompConfig {
        boolean inRange =
                durableExpiry.compareTo(Duration.ofSeconds(1)) >= 0
                        && durableExpiry.compareTo(Duration.ofDays(1000)) <= 0;
        require(inRange, "durable-expiry", durableExpiry);
    }

    /** In which WebSocket frames STOMP frames travel to the client. */
    public enum WsFrame {
        /** Text if all of it is valid UTF-8, else binary. */
        AUTO,
        /** Always text; a body that is no text makes a browser close the connection. */
        TEXT,
        /** Always binary. */
        BINARY
    }

    /** What parts the levels in a destination {@code /topic/…}. */
    public enum TopicSeparator {
        /** As MQTT writes it. */
        SLASH,
        /** As RabbitMQ and ActiveMQ write it: {@code /topic/a.b.*}. */
        DOT
    }

    public static StompConfig defaults() {
        return new StompConfig(
                FrameLimits.defaults(),
                ConnectionLimits.defaults(),
                TransactionLimits.defaults(),
                HeartBeatRange.defaults(),
                WsFrame.AUTO,
                TopicSeparator.SLASH,
                true,
                Duration.ofDays(30));
    }

    static void require(boolean holds, String key, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("stomp." + key + " is out of range: " + value);
        }
    }
}
