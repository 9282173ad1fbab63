package io.sluice.bench.state;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.TrafficMetrics;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.pipeline.Pipeline;
import io.sluice.pipeline.PipelineConfig;
import io.sluice.pipeline.PipelineMetrics;
import io.sluice.subscription.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Fills a data directory as a gateway under load would leave it, and dies in the middle of its
 * work: sessions with two subscriptions each, retained messages, then messages until the log is
 * long enough, among them some that change state. Run by {@code bench/recovery}.
 *
 * <pre>
 *  LogBuilder DIRECTORY GIB SESSIONS RETAINED
 * </pre>
 */
public final class LogBuilder {
    private static final long GIB = 1L << 30;
    private static final int KILLED = 137;

    private final Path directory;
    private final CommitLog log;
    private final Pipeline pipeline;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();

    private LogBuilder(Path directory) throws IOException {
        this.directory = directory;
        CollectorRegistry registry = new CollectorRegistry();
        Clock clock = Clock.systemUTC();
        log =
                CommitLog.open(
                        keepingAll(LogConfig.in(directory.resolve("log"))),
                        LogFiles.onDisk(),
                        clock,
                        new LogMetrics(registry));
        pipeline =
                Pipeline.open(
                        PipelineConfig.defaults(),
                        log,
                        new SnapshotStore(directory.resolve("state")),
                        clock,
                        new PipelineMetrics(registry, new TrafficMetrics(registry)),
                        LogBuilder::failed);
    }

    /** Builds, and does not return: the process ends as if it had been killed. */
    public static void main(String[] args) throws IOException {
        LogBuilder builder = new LogBuilder(Path.of(args[0]));
        builder.build(
                (long) (Double.parseDouble(args[1]) * GIB),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]));
        Runtime.getRuntime().halt(KILLED);
    }

    private void build(long bytes, int sessions, int retained) {
        Load load = new Load(pipeline.ingress(loop), loop);
        tell("sessions", load.sleepers(sessions));
        tell("retained messages", load.retained(retained));
        long startedNanos = System.nanoTime();
        long began = log.status().bytes();
        while (log.status().bytes() < bytes) {
            load.traffic(100_000, sessions, retained);
        }
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        long written = log.status().bytes() - began;
        System.out.printf(
                "%s: %,d bytes of log, %,d of them at %.0f MB/s%n",
                directory, log.status().bytes(), written, written / 1e6 / seconds);
    }

    private static void tell(String what, Load.Took took) {
        System.out.printf("%,d %s in %.1f s%n", took.count(), what, took.seconds());
    }

    private static LogConfig keepingAll(LogConfig usual) {
        return new LogConfig(
                usual.directory(),
                usual.segmentBytes(),
                usual.recordBytesMax(),
                1L << 40,
                Duration.ofDays(7),
                usual.freeBytesMin(),
                usual.sparesKept(),
                usual.tailCacheBytes());
    }

    private static void failed(Throwable fault) {
        fault.printStackTrace();
        Runtime.getRuntime().halt(1);
    }
}
