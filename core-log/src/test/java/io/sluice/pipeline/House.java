package io.sluice.pipeline;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.TrafficMetrics;
import io.sluice.group.GroupConfig;
import io.sluice.group.QueueConfig;
import io.sluice.group.RetryConfig;
import io.sluice.lane.Lane;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.StateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pipeline over a real log in a folder, with two event loops, to be closed, crashed and opened.
 */
final class House {
    static final long LIVE_LAG_MAX = 5000;

    private final Path directory;
    private final TransientConfig unwritten;
    private final long retainBytesMax;
    private final BrittleFiles files = new BrittleFiles(LogFiles.onDisk());
    private final List<ExecutorService> loops = new ArrayList<>();
    private Durability durability = Durability.FSYNC;
    private GroupConfig groups = quickGroups(QueueConfig.DEFAULT);
    private volatile Throwable fault;
    private Path current;
    private CommitLog log;
    private CollectorRegistry registry = new CollectorRegistry();
    private Pipeline pipeline;
    private int crashes;
    private int clients;

    House(Path directory) throws IOException {
        this(directory, TransientConfig.DEFAULT);
    }

    House(Path directory, TransientConfig unwritten) throws IOException {
        this(directory, unwritten, 1L << 30);
    }

    House(Path directory, long retainBytesMax) throws IOException {
        this(directory, TransientConfig.DEFAULT, retainBytesMax);
    }

    private House(Path directory, TransientConfig unwritten, long retainBytesMax)
            throws IOException {
        this.unwritten = unwritten;
        this.retainBytesMax = retainBytesMax;
        this.directory = directory;
        this.current = directory.resolve("0");
        open();
    }

    /** Groups that try again soon. */
    static GroupConfig quickGroups(QueueConfig queues) {
        return new GroupConfig(
                GroupConfig.Strategy.ROUND_ROBIN,
                20_000,
                64L << 20,
                Duration.ZERO,
                new RetryConfig(5, Duration.ofMillis(5), Duration.ZERO),
                queues);
    }

    private void open() throws IOException {
        loops.clear();
        for (int i = 0; i < 2; i++) {
            loops.add(
                    Executors.newSingleThreadExecutor(
                            task ->
                                    new Thread(
                                            () -> {
                                                Lane.EVENT_LOOP.enter();
                                                task.run();
                                            })));
        }
        registry = new CollectorRegistry();
        LogConfig config =
                new LogConfig(
                        current.resolve("log"),
                        8 << 20,
                        1 << 20,
                        retainBytesMax,
                        Duration.ofDays(7),
                        0,
                        1,
                        1 << 20);
        log = CommitLog.open(config, files, Clock.systemUTC(), new LogMetrics(registry));
        pipeline =
                Pipeline.open(
                        small(),
                        log,
                        new SnapshotStore(current.resolve("snapshots")),
                        Clock.systemUTC(),
                        new PipelineMetrics(registry, new TrafficMetrics(registry)),
                        cause -> fault = cause);
    }

    private PipelineConfig small() {
        return new PipelineConfig(
                1024,
                16 << 20,
                durability,
                Duration.ofMillis(50),
                64 << 10,
                LIVE_LAG_MAX,
                100_000,
                1 << 16,
                0,
                false,
                1 << 20,
                StateConfig.DEFAULT,
                groups,
                unwritten);
    }

    Client client() {
        return new Client(pipeline, loops.get(clients++ % loops.size()));
    }

    Pipeline pipeline() {
        return pipeline;
    }

    CommitLog log() {
        return log;
    }

    long firstOffset() {
        return log.firstOffset();
    }

    BrittleFiles files() {
        return files;
    }

    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }

    /** The same house on the same files, with another word for what a receipt promises. */
    void restartWith(Durability word) throws IOException {
        close();
        durability = word;
        open();
    }

    /** The same house on the same files, with other groups. */
    void restartWith(GroupConfig config) throws IOException {
        close();
        groups = config;
        open();
    }

    /** What a queue holds, by its metric; -1 if it is not told of. */
    long queueLag(String queue) {
        Double lag = sample("sluice_queue_lag_messages", "queue", queue);
        return lag == null ? -1 : lag.longValue();
    }

    /** Messages that were refused for this reason. */
    long dropped(String reason) {
        Double count = sample("sluice_messages_dropped_total", "reason", reason);
        return count == null ? 0 : count.longValue();
    }

    private Double sample(String name, String label, String value) {
        return registry.getSampleValue(name, new String[] {label}, new String[] {value});
    }

    /** Groups say in the log how far they have come; done when it returns. */
    void tellWhereGroupsStand() {
        pipeline.askGroupsToReport().join();
        client().open("barrier", true, 0).publish("barrier", 1, "x").join();
    }

    /** Bytes of messages that lie in the feeds of groups. */
    long waitingForGroupsBytes() {
        return pipeline.waitingForGroupsBytes().join();
    }

    long durableEnd() {
        return log.durableEnd();
    }

    /** As the gateway stops: everything is closed well. */
    void restart() throws IOException {
        close();
        open();
    }

    /** As if the process had died: goes on with a copy of the files as they are now. */
    void crash() throws IOException {
        Path copy = directory.resolve(String.valueOf(++crashes));
        copy(current, copy);
        close();
        current = copy;
        open();
    }

    void close() throws IOException {
        for (int round = 0; round < 2; round++) {
            loops.forEach(House::runWhatIsThere); // and what that has left for later
        }
        loops.forEach(ExecutorService::shutdown);
        for (ExecutorService loop : loops) {
            try {
                loop.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        pipeline.close();
    }

    private static void runWhatIsThere(ExecutorService loop) {
        CompletableFuture.runAsync(() -> {}, loop).orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                String file = each.getFileName().toString();
                if (!file.equals("lock") && !file.endsWith(".preparing")) {
                    copyIfThere(each, to.resolve(from.relativize(each)));
                }
            }
        }
    }

    /**
     * What was being prepared may have got its name meanwhile, and the index of what was trimmed
     * may be gone: a crash would not have it either.
     */
    private static void copyIfThere(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException renamed) {
            boolean isIndex = from.toString().matches(".*[.][sc]idx");
            if (!isIndex && !from.toString().endsWith(".preparing")) {
                throw renamed;
            }
        }
    }
}
