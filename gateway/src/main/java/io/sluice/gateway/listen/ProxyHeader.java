package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for what a trusted proxy says of the connection, then opens the door. */
@OwnedBy(Lane.EVENT_LOOP)
final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final ListenerConfig config;
    private final ListenMetrics metrics;
    private final Consumer<Channel> door;
    private Future<?> deadline;
    private boolean refused;

    ProxyHeader(ListenerConfig config, ListenMetrics metrics, Consumer<Channel> door) {
        this.config = config;
        this.metrics = metrics;
        this.door = door;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline =
                ctx.executor()
                        .schedule(
                                () -> refuse(ctx, ListenMetrics.Reason.HANDSHAKE_TIMEOUT),
                                config.handshakeTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header)
            throws UnknownHostException {
        deadline.cancel(false);
        String source = header.sourceAddress();
        boolean speaksForSomebody =
                header.command() == HAProxyCommand.PROXY
                        && source != null
                        && NetUtil.createByteArrayFromIpAddressString(source) != null;
        if (speaksForSomebody) {
            InetAddress address = InetAddress.getByName(source);
            Remote.set(ctx.channel(), new InetSocketAddress(address, header.sourcePort()));
        }
        door.accept(ctx.channel());
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, ListenMetrics.Reason.PROXY_HEADER);
    }

    private void refuse(ChannelHandlerContext ctx, ListenMetrics.Reason reason) {
        if (!refused) {
            refused = true;
            deadline.cancel(false);
            metrics.refused(config.name(), reason);
            var unused = ctx.close();
        }
    }
}
