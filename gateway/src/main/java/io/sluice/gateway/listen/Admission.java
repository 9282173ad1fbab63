package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.function.Consumer;

/** What happens to a new connection before the door: it is counted, and its proxy is heard. */
@Sharable
@OwnedBy(Lane.EVENT_LOOP)
final class Admission extends ChannelInitializer<Channel> {
    private final ListenerConfig config;
    private final ConnectionCount count;
    private final ListenMetrics metrics;
    private final Consumer<Channel> door;

    Admission(
            ListenerConfig config,
            ConnectionCount count,
            ListenMetrics metrics,
            Consumer<Channel> door) {
        this.config = config;
        this.count = count;
        this.metrics = metrics;
        this.door = door;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!count.enter()) {
            metrics.refused(config.name(), ListenMetrics.Reason.CONNECTIONS_MAX);
            var unused = channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> count.leave());
        if (config.proxies().contains(channel.remoteAddress())) {
            channel.pipeline()
                    .addLast(new HAProxyMessageDecoder(), new ProxyHeader(config, metrics, door));
        } else {
            door.accept(channel);
        }
    }
}
