package io.sluice.pipeline;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.TrafficMetrics;
import io.sluice.group.GroupConfig;
import io.sluice.lane.Lane;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.ManualClock;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import io.sluice.subscription.StateConfig;
import io.sluice.subscription.StateLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The whole engine, log and snapshots and all, over files that a test can make to fail; with one
 * event loop and the smallest segments that there may be.
 */
final class FragileHouse {
    static final int SEGMENT_BYTES = 1 << 20;

    private static final Path DATA = Path.of("data");

    /** When those who look at the disk find it: not so late that sessions are over by then. */
    private static final long FOUND_AT_MS = System.currentTimeMillis();

    private static final StateConfig STATE = new StateConfig(1000, 1000, 1000, 1 << 20);

    private final ExecutorService loop =
            Executors.newSingleThreadExecutor(
                    task ->
                            new Thread(
                                    () -> {
                                        Lane.EVENT_LOOP.enter();
                                        task.run();
                                    }));
    private final CommitLog log;
    private final Pipeline pipeline;
    private volatile Throwable fault;

    FragileHouse(LogFiles files) throws IOException {
        this(files, DATA, 1L << 40, 0);
    }

    /**
     * @param freeBytesMin what is left free on the disk
     */
    FragileHouse(LogFiles files, Path data, long retainBytesMax, long freeBytesMin)
            throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        LogConfig config = logConfig(data, retainBytesMax, freeBytesMin);
        log = CommitLog.open(config, files, Clock.systemUTC(), new LogMetrics(registry));
        try {
            pipeline =
                    Pipeline.open(
                            small(),
                            log,
                            new SnapshotStore(data.resolve("state"), files),
                            Clock.systemUTC(),
                            new PipelineMetrics(registry, new TrafficMetrics(registry)),
                            cause -> fault = cause);
        } catch (IOException | RuntimeException refused) {
            loop.shutdown();
            log.close();
            throw refused;
        }
    }

    private static LogConfig logConfig(Path data, long retainBytesMax, long freeBytesMin) {
        return new LogConfig(
                data.resolve("log"),
                SEGMENT_BYTES,
                SEGMENT_BYTES / 4,
                retainBytesMax,
                Duration.ofDays(7),
                freeBytesMin,
                1,
                0);
    }

    private static PipelineConfig small() {
        return new PipelineConfig(
                1024,
                16 << 20,
                Durability.FSYNC,
                Duration.ofMillis(50),
                64 << 10,
                5000,
                10_000,
                1 << 12,
                0,
                false,
                1 << 20,
                STATE,
                GroupConfig.defaults(),
                TransientConfig.DEFAULT);
    }

    Client client() {
        return new Client(pipeline, loop);
    }

    CommitLog log() {
        return log;
    }

    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }

    /** What the engine does once a second, now. */
    void keepHouse() {
        pipeline.keepHouse();
    }

    void close() throws IOException {
        for (int round = 0; round < 2; round++) {
            CompletableFuture.runAsync(() -> {}, loop).orTimeout(10, TimeUnit.SECONDS).join();
        }
        loop.shutdown();
        pipeline.close();
    }

    /** The state as the gateway would find it: snapshots, and the log behind them. */
    static Map<String, String> recovered(LogFiles files) throws IOException {
        return recovered(files, new SnapshotStore(DATA.resolve("state"), files));
    }

    /** The state as the log alone tells it, from its first record on. */
    static Map<String, String> folded(LogFiles files, LogFiles nothing) throws IOException {
        return recovered(files, new SnapshotStore(DATA.resolve("state"), nothing));
    }

    private static Map<String, String> recovered(LogFiles files, SnapshotStore snapshots)
            throws IOException {
        LogMetrics metrics = new LogMetrics(new CollectorRegistry());
        LogConfig config = logConfig(DATA, 1L << 40, 0);
        try (CommitLog log = CommitLog.open(config, files, Clock.systemUTC(), metrics)) {
            State state =
                    StateRecovery.recover(log, snapshots, STATE, new ManualClock(FOUND_AT_MS));
            Map<String, String> told = StateLog.described(state, 1000);
            told.remove("nextRef"); // sessions of a connection alone take numbers, and no record
            // Their images have the checksum of a segment; what they say is looked at elsewhere.
            told.keySet().removeIf(key -> key.matches("retained -?\\d+"));
            return told;
        }
    }
}
