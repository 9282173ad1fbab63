package io.sluice.gateway.cli.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small MQTT client for the command line: every method waits until it is done, and throws {@link
 * CommandFault} when it cannot be. One thread uses it; the socket runs on the {@link Transport}.
 */
public final class MqttClient implements AutoCloseable {
    private static final int PACKET_BYTES_MAX = 256 << 20;
    private static final long CLOSE_MS = 1_000;

    /**
     * Who the broker sees.
     *
     * @param clientId its name
     * @param login its user and secret
     * @param stays whether the session outlives the connection
     */
    public record Identity(String clientId, Login login, boolean stays) {}

    /**
     * One connection.
     *
     * @param address where to
     * @param version spoken
     * @param identity as whom
     * @param keepAliveSeconds longest silence, 0 for no limit
     */
    public record Settings(
            Address address, MqttVersion version, Identity identity, int keepAliveSeconds) {}

    /**
     * One message to publish.
     *
     * @param topic its name
     * @param payload its body
     * @param qos 0 to 2
     * @param retain whether the broker keeps it for later subscribers
     * @param properties user properties, MQTT 5 only
     */
    public record Publication(
            String topic,
            byte[] payload,
            int qos,
            boolean retain,
            List<Map.Entry<String, String>> properties) {}

    /**
     * One message that came.
     *
     * @param packetId to acknowledge, or 0
     */
    public record Arrival(Publication message, int packetId) {}

    private final Channel channel;
    private final Conversation conversation;

    private MqttClient(Channel channel, Conversation conversation) {
        this.channel = channel;
        this.conversation = conversation;
    }

    /** Connects, and waits for the broker to let us in. */
    public static MqttClient connect(Transport transport, Settings settings)
            throws InterruptedException {
        Conversation conversation = new Conversation(settings);
        ChannelFuture connecting =
                transport
                        .client()
                        .handler(new Pipeline(settings, conversation))
                        .connect(settings.address().host(), settings.address().port())
                        .await();
        if (!connecting.isSuccess()) {
            throw CommandFault.cannotConnect(
                    "cannot connect to %s (%s); start a broker there with 'bin/sluice run', or name another with -h and -p"
                            .formatted(settings.address(), reason(connecting.cause())));
        }
        conversation.awaitConnected();
        return new MqttClient(connecting.channel(), conversation);
    }

    /** Sends it, as soon as fewer than the broker's maximum are unacknowledged. */
    public void publish(Publication message) throws InterruptedException {
        conversation.publish(channel, message);
    }

    /** Waits until everything published is acknowledged, or, with QoS 0, handed to the kernel. */
    public void drain() throws InterruptedException {
        conversation.drain(channel);
    }

    /**
     * Subscribes to all filters in one packet, and waits for the answer.
     *
     * @param properties user properties, MQTT 5 only
     */
    public void subscribe(List<String> filters, int qos, List<Map.Entry<String, String>> properties)
            throws InterruptedException {
        conversation.subscribe(channel, filters, qos, properties);
    }

    /** The next message, or none if none comes in time. Acknowledge it when it is dealt with. */
    public Optional<Arrival> next(long waitMs) throws InterruptedException {
        return conversation.next(channel, waitMs);
    }

    public void acknowledge(Arrival arrival) {
        conversation.acknowledge(channel, arrival);
    }

    /** Says goodbye and closes; what was not acknowledged stays with the broker. */
    @Override
    public void close() {
        conversation.leave();
        MqttFixedHeader goodbye =
                new MqttFixedHeader(
                        MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0);
        channel.writeAndFlush(new MqttMessage(goodbye)).awaitUninterruptibly(CLOSE_MS);
        channel.close().awaitUninterruptibly(CLOSE_MS);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message.contains(":") ? message.substring(0, message.indexOf(':')) : message;
    }

    /** From the socket to the conversation. */
    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final Settings settings;
        private final Conversation conversation;

        Pipeline(Settings settings, Conversation conversation) {
            this.settings = settings;
            this.conversation = conversation;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (settings.address().scheme().isWeb()) {
                WebSocketPipeline.addTo(channel.pipeline(), settings.address());
            }
            channel.pipeline()
                    .addLast(
                            MqttEncoder.INSTANCE,
                            new MqttDecoder(PACKET_BYTES_MAX),
                            new IdleStateHandler(
                                    0, settings.keepAliveSeconds(), 0, TimeUnit.SECONDS),
                            conversation);
        }
    }
}
