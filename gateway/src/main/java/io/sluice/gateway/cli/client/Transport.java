package io.sluice.gateway.cli.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of one command, and the kind of socket that runs on them: epoll where the machine
 * has it and the command lives long enough to repay its loading, else the JDK's selector.
 */
public final class Transport implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    static {
        // A command line must be there at once: the JDK's own logging needs no configuring.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private final EventLoopGroup loops;
    private final boolean epoll;

    private Transport(int threads, boolean epoll) {
        this.epoll = epoll;
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("sluice-cli", true), handlers);
    }

    /** For a command that is over in a moment: one loop, quickly started. */
    public static Transport quick() {
        return new Transport(1, false);
    }

    /** For load: the fastest sockets there are. */
    public static Transport fast(int threads) {
        return new Transport(threads, Epoll.isAvailable());
    }

    public EventLoopGroup loops() {
        return loops;
    }

    public Bootstrap client() {
        Class<? extends SocketChannel> socket =
                epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Bootstrap()
                .group(loops)
                .channel(socket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS);
    }

    public ServerBootstrap server() {
        return new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true);
    }

    /** Ends the loops; the sockets are closed when this returns. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
