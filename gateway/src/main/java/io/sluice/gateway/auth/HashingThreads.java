package io.sluice.gateway.auth;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that hash passwords, and the one that lets wrong ones wait. */
public final class HashingThreads implements AutoCloseable {
    private static final int QUEUE_PREALLOCATED_MAX = 1024;
    private static final long IDLE_S = 30;

    private final ThreadPoolExecutor hashing;
    private final ScheduledThreadPoolExecutor waiting;

    /**
     * @param pendingMax logins that may wait for a thread; more are refused
     */
    public HashingThreads(int pendingMax) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        BlockingQueue<Runnable> queue =
                pendingMax <= QUEUE_PREALLOCATED_MAX
                        ? new ArrayBlockingQueue<>(pendingMax)
                        : new LinkedBlockingQueue<>(pendingMax);
        hashing =
                new ThreadPoolExecutor(
                        threads, threads, IDLE_S, TimeUnit.SECONDS, queue, named("sluice-hash-"));
        hashing.allowCoreThreadTimeOut(true);
        waiting = new ScheduledThreadPoolExecutor(1, named("sluice-login-delay-"));
        waiting.setKeepAliveTime(IDLE_S, TimeUnit.SECONDS);
        waiting.allowCoreThreadTimeOut(true);
        waiting.setRemoveOnCancelPolicy(true);
    }

    public Executor hashing() {
        return hashing;
    }

    /** Lets an answer wait. Once closed, answers do not wait any more. */
    public Delay delay() {
        return (answer, pause) -> {
            try {
                var unused = waiting.schedule(answer, pause.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                answer.run();
            }
        };
    }

    @Override
    public void close() {
        hashing.shutdownNow();
        waiting.shutdownNow();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
