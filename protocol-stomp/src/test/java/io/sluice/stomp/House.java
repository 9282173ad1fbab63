package io.sluice.stomp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.prometheus.client.CollectorRegistry;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.TrafficMetrics;
import io.sluice.group.GroupConfig;
import io.sluice.group.QueueConfig;
import io.sluice.group.RetryConfig;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.pipeline.Durability;
import io.sluice.pipeline.Pipeline;
import io.sluice.pipeline.PipelineConfig;
import io.sluice.pipeline.PipelineMetrics;
import io.sluice.pipeline.TransientConfig;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.StateConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** STOMP on a real socket before a real core in a folder; can be closed and opened again. */
final class House implements AutoCloseable {
    private final Path directory;
    private final List<FrameSocket> clients = new ArrayList<>();
    private volatile Throwable fault;
    private CommitLog log;
    private Pipeline pipeline;
    private StompServer server;
    private EventLoopGroup loops;
    private int port;

    House(Path directory) throws IOException {
        this.directory = directory;
        open();
    }

    /** Everything is closed well and opened again. */
    void restart() throws IOException {
        close();
        open();
    }

    /** A client of version 1.2 that is let in. */
    FrameSocket client(String headers) throws IOException {
        FrameSocket socket = new FrameSocket(port);
        clients.add(socket);
        socket.say("CONNECT\naccept-version:1.2\n" + headers + "\n");
        socket.await("CONNECTED");
        return socket;
    }

    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public void close() throws IOException {
        for (FrameSocket client : clients) {
            client.close();
        }
        server.stop().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        pipeline.close();
    }

    private void open() throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        LogConfig config =
                new LogConfig(
                        directory.resolve("log"),
                        8 << 20,
                        1 << 20,
                        1L << 30,
                        Duration.ofDays(7),
                        0,
                        1,
                        1 << 20);
        Clock clock = Clock.systemUTC();
        log = CommitLog.open(config, LogFiles.onDisk(), clock, new LogMetrics(registry));
        TrafficMetrics traffic = new TrafficMetrics(registry);
        pipeline =
                Pipeline.open(
                        small(),
                        log,
                        new SnapshotStore(directory.resolve("state")),
                        clock,
                        new PipelineMetrics(registry, traffic),
                        cause -> fault = cause);
        server =
                new StompServer(
                        StompConfig.defaults(),
                        pipeline,
                        credentials ->
                                CompletableFuture.completedFuture(
                                        new Verdict.Accepted(
                                                new Principal(credentials.userName().orElse("")))),
                        everything(),
                        clock,
                        traffic);
        listen();
    }

    private static PipelineConfig small() {
        return new PipelineConfig(
                1024,
                16 << 20,
                Durability.FSYNC,
                Duration.ofMillis(50),
                64 << 10,
                5000,
                100_000,
                1 << 16,
                0,
                false,
                1 << 20,
                StateConfig.DEFAULT,
                new GroupConfig(
                        GroupConfig.Strategy.ROUND_ROBIN,
                        20_000,
                        64L << 20,
                        Duration.ZERO,
                        new RetryConfig(5, Duration.ofMillis(5), Duration.ZERO),
                        QueueConfig.DEFAULT),
                TransientConfig.DEFAULT);
    }

    private void listen() {
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        Channel listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        server.accept(channel, "stomp", "tcp");
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
        port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static Authorizer everything() {
        return new Authorizer() {
            @Override
            public Access decide(Principal who, String clientId, Action action, String topic) {
                return Access.ALLOWED;
            }

            @Override
            public long version() {
                return 0;
            }
        };
    }
}
