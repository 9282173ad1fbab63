package io.sluice.gateway.cli.bench;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.sluice.gateway.cli.client.Address;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.gateway.cli.client.Transport;
import io.sluice.gateway.cli.client.WebSocketPipeline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens connections, so many at a time, and waits until each is ready. */
final class Dialer {
    private static final int PENDING_MAX = 200;

    /** For who only connects and subscribes to one filter. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int READ_BYTES = 128 << 10;
    private static final WriteBufferWaterMark OUTBOUND =
            new WriteBufferWaterMark(256 << 10, 512 << 10);

    private final Transport transport;
    private final Address address;
    private final Duration patience;
    private final Semaphore pending = new Semaphore(PENDING_MAX);

    Dialer(Transport transport, Address address) {
        this(transport, address, PATIENCE);
    }

    /**
     * @param patience how long one connection may take until it is ready
     */
    Dialer(Transport transport, Address address, Duration patience) {
        this.transport = transport;
        this.address = address;
        this.patience = patience;
    }

    /** Begins to open one; waits first while too many are under way. */
    void dial(Link link, EventLoop loop) throws InterruptedException {
        if (!pending.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw tooSlow();
        }
        var unused = link.presence().ready().whenComplete((nothing, fault) -> pending.release());
        transport
                .client()
                .clone(loop)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOUND)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(512, 8192, READ_BYTES))
                .handler(new Pipeline(link))
                .connect(address.host(), address.port())
                .addListener(
                        connecting -> {
                            if (!connecting.isSuccess()) {
                                link.presence().unreachable(unreachable(connecting.cause()));
                            }
                        });
    }

    /** Returns when the link is ready, or throws what it failed of. */
    void await(Link link) throws InterruptedException {
        await(link.presence().ready());
    }

    /** Returns when the link's socket is closed. */
    void awaitGone(Link link) throws InterruptedException {
        await(link.presence().whenGone());
    }

    private void await(CompletableFuture<Void> moment) throws InterruptedException {
        try {
            moment.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof CommandFault fault
                    ? fault
                    : new IllegalStateException(failed.getCause());
        } catch (TimeoutException slow) {
            throw tooSlow();
        }
    }

    private CommandFault unreachable(Throwable cause) {
        return CommandFault.cannotConnect(
                "cannot connect to %s (%s); is the broker running there?"
                        .formatted(address, cause.getMessage()));
    }

    private CommandFault tooSlow() {
        return CommandFault.cannotConnect(
                "%s did not answer within %d s; is that the right port?"
                        .formatted(address, patience.toSeconds()));
    }

    /** From the socket to the link, with a WebSocket between where the address asks for one. */
    private final class Pipeline extends ChannelInitializer<Channel> {
        private final Link link;

        Pipeline(Link link) {
            this.link = link;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (address.scheme().isWeb()) {
                WebSocketPipeline.addTo(channel.pipeline(), address);
            }
            channel.pipeline().addLast(new LinkHandler(link));
        }
    }
}
