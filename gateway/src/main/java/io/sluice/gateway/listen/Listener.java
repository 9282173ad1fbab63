package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * One open port. Closing it takes no more connections; those that are there belong to their
 * protocols.
 */
public final class Listener implements AutoCloseable {
    private final String name;
    private final Channel server;
    private final ConnectionCount count;

    private Listener(String name, Channel server, ConnectionCount count) {
        this.name = name;
        this.server = server;
        this.count = count;
    }

    /**
     * Begins to listen.
     *
     * @param door given each connection, once its transport stands
     */
    static Listener open(
            EventLoops loops, ListenerConfig config, ListenMetrics metrics, Consumer<Channel> door)
            throws BindFaultException {
        metrics.opened(config.name());
        ConnectionCount count = new ConnectionCount(config.connectionsMax());
        ChannelFuture bound =
                loops.bootstrap(config.backlog())
                        .childHandler(new Admission(config, count, metrics, door))
                        .bind(config.address())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new BindFaultException(config.address(), bound.cause());
        }
        return new Listener(config.name(), bound.channel(), count);
    }

    public String name() {
        return name;
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** The address as host and port. */
    public String text() {
        String host = address().getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address().getPort();
    }

    /** Connections that are open now. */
    public int connections() {
        return count.now();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
    }
}
