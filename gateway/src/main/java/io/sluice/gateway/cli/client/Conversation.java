package io.sluice.gateway.cli.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.timeout.IdleStateEvent;
import io.sluice.gateway.cli.client.MqttClient.Arrival;
import io.sluice.gateway.cli.client.MqttClient.Publication;
import io.sluice.gateway.cli.client.MqttClient.Settings;
import io.sluice.lane.Crossing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is said on a {@link MqttClient}'s connection. The event loop answers the broker; the
 * command's thread waits on futures, a {@link Window} and an {@link Inbox}, which are safe to
 * share.
 */
@Crossing
final class Conversation extends SimpleChannelInboundHandler<MqttMessage> {
    private static final int ANSWER_SECONDS = 20;
    private static final int FIRST_ERROR = 0x80;

    private final Settings settings;
    private final Packets packets;
    private final Window window = new Window();
    private final Inbox inbox = new Inbox();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<MqttSubAckMessage> subscribed = new CompletableFuture<>();
    private volatile boolean leaving;

    Conversation(Settings settings) {
        this.settings = settings;
        packets = new Packets(settings.version());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        send(ctx, packets.connect(settings));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            fail("the broker sent what is not MQTT; check host and port");
            end(ctx);
            return;
        }
        switch (packet.fixedHeader().messageType()) {
            case CONNACK -> connAck((MqttConnAckMessage) packet);
            case PUBLISH -> inbox.put(ctx.channel(), packets.arrival((MqttPublishMessage) packet));
            case PUBACK, PUBCOMP -> answered(packet);
            case PUBREC -> received(ctx, packet);
            case PUBREL -> send(ctx, packets.pubComp(idOf(packet)));
            case SUBACK -> subscribed.complete((MqttSubAckMessage) packet);
            case DISCONNECT -> fail("the broker ended the connection" + packets.reason(packet));
            default -> {} // PINGRESP
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            send(ctx, MqttMessage.PINGREQ);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("the broker closed the connection; its log says why");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail("the connection broke (%s)".formatted(cause.getMessage()));
        end(ctx);
    }

    void awaitConnected() throws InterruptedException {
        await(connected, "CONNACK");
    }

    void publish(Channel channel, Publication message) throws InterruptedException {
        if (message.qos() == 0) {
            window.awaitWritable(channel);
            var unused =
                    channel.writeAndFlush(packets.publish(message, 0)).addListener(window::written);
        } else {
            int packetId = window.take();
            send(channel, packets.publish(message, packetId));
        }
    }

    void drain(Channel channel) throws InterruptedException {
        window.awaitEmpty();
        channel.flush();
    }

    void subscribe(
            Channel channel,
            List<String> filters,
            int qos,
            List<Map.Entry<String, String>> properties)
            throws InterruptedException {
        send(channel, packets.subscribe(filters, MqttQoS.valueOf(qos), properties));
        MqttSubAckMessage answer = await(subscribed, "SUBACK");
        List<Integer> codes = answer.payload().reasonCodes();
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) >= FIRST_ERROR) {
                throw CommandFault.failed(
                        "the broker refused to subscribe to '%s': code 0x%02x%s; check the filter and your rights"
                                .formatted(filters.get(i), codes.get(i), packets.reason(answer)));
            }
        }
    }

    Optional<Arrival> next(Channel channel, long waitMs) throws InterruptedException {
        return inbox.take(channel, waitMs);
    }

    void acknowledge(Channel channel, Arrival arrival) {
        int qos = arrival.message().qos();
        if (qos > 0) {
            send(channel, packets.acknowledgement(qos, arrival.packetId()));
        }
    }

    void leave() {
        leaving = true;
    }

    private void connAck(MqttConnAckMessage packet) {
        MqttConnectReturnCode code = packet.variableHeader().connectReturnCode();
        if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            window.open(packets.receiveMaximum(packet));
            connected.complete(null);
        } else {
            connected.completeExceptionally(
                    CommandFault.cannotConnect(
                            "%s refused the connection: %s; check -u, -P and -V"
                                    .formatted(settings.address(), packets.words(code))));
        }
    }

    private void answered(MqttMessage packet) {
        packets.refusal(packet).ifPresent(window::refuse);
        window.release(idOf(packet));
    }

    private void received(ChannelHandlerContext ctx, MqttMessage packet) {
        if (packets.refusal(packet).isPresent()) {
            answered(packet);
        } else {
            send(ctx, packets.pubRel(idOf(packet)));
        }
    }

    private static void send(ChannelOutboundInvoker socket, MqttMessage packet) {
        var unused = socket.writeAndFlush(packet);
    }

    private static void end(ChannelHandlerContext ctx) {
        var unused = ctx.close();
    }

    private static int idOf(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private void fail(String why) {
        if (!leaving) {
            CommandFault lost = CommandFault.failed(why);
            connected.completeExceptionally(
                    CommandFault.cannotConnect(settings.address() + ": " + why));
            subscribed.completeExceptionally(lost);
            window.fail(lost);
            inbox.fail(lost);
        }
    }

    private <T> T await(CompletableFuture<T> answer, String name) throws InterruptedException {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw (CommandFault) failed.getCause();
        } catch (TimeoutException silent) {
            throw CommandFault.cannotConnect(
                    "%s sent no %s within %d s; is an MQTT broker listening there?"
                            .formatted(settings.address(), name, ANSWER_SECONDS));
        }
    }
}
