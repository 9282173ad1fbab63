package io.sluice.gateway.admin;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.sluice.gateway.listen.Protocol;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP for operators. What is asked is answered on threads of its own: neither a scrape nor a
 * search ever holds an event loop.
 */
public final class AdminServer implements Protocol, AutoCloseable {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int THREADS = 2;
    private static final int WAITING_MAX = 256;
    private static final int IDLE_S = 60;

    private final Router router;
    private final Gate gate;
    private final ThreadPoolExecutor threads;

    public AdminServer(Router router, Gate gate) {
        this.router = router;
        this.gate = gate;
        AtomicInteger count = new AtomicInteger();
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_S,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING_MAX),
                        task -> {
                            Thread thread =
                                    new Thread(task, "sluice-admin-" + count.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void accept(Channel channel, String listener, String transport) {
        channel.pipeline()
                .addLast(
                        new ReadTimeoutHandler(IDLE_S),
                        new HttpServerCodec(),
                        new HttpObjectAggregator(BODY_BYTES_MAX),
                        new AdminConnection(router, gate, threads));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
