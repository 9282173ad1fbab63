package io.sluice.gateway.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.lane.Lane;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that serve the sockets, accepting ones included. Closing them closes every connection
 * that is still there.
 */
public final class EventLoops implements AutoCloseable {
    private static final int CLOSE_TIMEOUT_S = 5;

    private final EventLoopGroup group;
    private final boolean epoll;

    private EventLoops(EventLoopGroup group, boolean epoll) {
        this.group = group;
        this.epoll = epoll;
    }

    /**
     * @param threads 0 for one a processor, less one that is left to the log
     * @param wantNative whether to use epoll where the machine has it
     */
    public static EventLoops open(int threads, boolean wantNative) {
        boolean epoll = wantNative && Epoll.isAvailable();
        int count = threads > 0 ? threads : loopsOf(Runtime.getRuntime().availableProcessors());
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        count,
                        loopThreads(),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        return new EventLoops(group, epoll);
    }

    /** {@code "epoll"} or {@code "nio"}. */
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_TIMEOUT_S, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
    }

    ServerBootstrap bootstrap(int backlog) {
        return new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }

    /** A message from loop to loop costs a wake-up more than one that stays. */
    private static int loopsOf(int processors) {
        return Math.max(1, processors - 1);
    }

    private static ThreadFactory loopThreads() {
        return new DefaultThreadFactory("sluice-loop", true) {
            @Override
            public Thread newThread(Runnable loop) {
                return super.newThread(
                        () -> {
                            Lane.EVENT_LOOP.enter();
                            loop.run();
                        });
            }
        };
    }
}
