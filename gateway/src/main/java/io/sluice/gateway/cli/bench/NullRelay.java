package io.sluice.gateway.cli.bench;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.sluice.gateway.cli.client.Address;
import io.sluice.gateway.cli.client.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * The least that can be called a broker: it lets everybody in, and copies the packets of each
 * publisher to those whose filter matches the publisher's first topic. What the load tool reaches
 * against it is the load tool's own limit.
 */
final class NullRelay implements AutoCloseable {
    static final NullRelay NONE = new NullRelay(() -> 0, () -> {});

    private final Supplier<Integer> port;
    private final Runnable stop;

    private NullRelay(Supplier<Integer> port, Runnable stop) {
        this.port = port;
        this.stop = stop;
    }

    /** On the given port of the loopback, or on a free one for 0. */
    static NullRelay open(int port) {
        Transport transport = Transport.fast(1);
        RelayTable table = new RelayTable();
        Channel listener =
                transport
                        .server()
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(new RelayHandler(table));
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .syncUninterruptibly()
                        .channel();
        int bound = ((InetSocketAddress) listener.localAddress()).getPort();
        return new NullRelay(() -> bound, transport::close);
    }

    Address address() {
        return Address.mqtt("127.0.0.1", port.get());
    }

    @Override
    public void close() {
        stop.run();
    }
}
