package io.sluice.bench.state;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What sleeping durable subscribers cost while messages for all of them come: two brokers in one
 * process take turns, one with few and one with many, a thousand messages a second each. Run by
 * {@code bench/state}.
 *
 * <pre>
 *  Sleepers FEW MANY SECONDS ROUNDS
 * </pre>
 */
public final class Sleepers {
    private static final int RATE = 1000;
    private static final int STEP = 20;

    private final int count;
    private final Path folder;
    private final CommitLog log;
    private final Pipeline pipeline;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Load load;
    private final List<Double> cpuSeconds = new ArrayList<>();

    private Sleepers(int count) throws IOException {
        this.count = count;
        folder = Files.createTempDirectory("sleepers");
        CollectorRegistry registry = new CollectorRegistry();
        log =
                CommitLog.open(
                        LogConfig.in(folder.resolve("log")),
                        LogFiles.onDisk(),
                        Clock.systemUTC(),
                        new LogMetrics(registry));
        pipeline =
                Pipeline.open(
                        PipelineConfig.defaults(),
                        log,
                        new SnapshotStore(folder.resolve("state")),
                        Clock.systemUTC(),
                        new PipelineMetrics(registry, new TrafficMetrics(registry)),
                        fault -> {
                            throw new IllegalStateException(fault);
                        });
        load = new Load(pipeline.ingress(loop), loop);
        load.sleepers(count);
    }

    /** Prints the processor time of both, and their ratio. */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Sleepers few = new Sleepers(Integer.parseInt(args[0]));
        Sleepers many = new Sleepers(Integer.parseInt(args[1]));
        int seconds = Integer.parseInt(args[2]);
        for (int round = 0; round <= Integer.parseInt(args[3]); round++) {
            few.measure(seconds);
            many.measure(seconds);
        }
        few.tell(seconds);
        many.tell(seconds);
        System.out.printf("ratio %.2f%n", many.median() / few.median());
        many.broadcast();
        few.close();
        many.close();
    }

    private void measure(int seconds) {
        OperatingSystemMXBean process =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long began = process.getProcessCpuTime();
        long nextNanos = System.nanoTime();
        for (int i = 0; i < seconds * RATE; i += STEP) {
            load.broadcasts(STEP);
            nextNanos += 1_000_000_000L / RATE * STEP;
            LockSupport.parkNanos(nextNanos - System.nanoTime());
        }
        cpuSeconds.add((process.getProcessCpuTime() - began) / 1e9);
    }

    /** The first round is not counted: it makes the code warm, and the images. */
    private double median() {
        List<Double> counted = cpuSeconds.subList(1, cpuSeconds.size()).stream().sorted().toList();
        return counted.get(counted.size() / 2);
    }

    private void tell(int seconds) {
        System.out.printf(
                "%,d sleepers, %,d messages/s for each of them: %.1f %% of a processor%n",
                count, RATE, 100 * median() / seconds);
    }

    private void broadcast() {
        long before = log.endOffset();
        load.broadcasts(1);
        System.out.printf(
                "one message for %,d sleepers: %d record in the log%n",
                count, log.endOffset() - before);
    }

    private void close() throws IOException {
        pipeline.close();
        loop.shutdown();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
