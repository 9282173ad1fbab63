package io.sluice.bench;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Topic;
import io.sluice.lane.Lane;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How long the one writer of the log is held up, batch by batch, at a steady pace: once with
 * nothing else going on, once while segments are made ahead and recycled, checkpoints written, the
 * oldest trimmed and closed ones indexed, each many times. The disk is asked by another thread in
 * both, as the flush lane does.
 *
 * <p>Arguments: seconds for each of the two, messages a second.
 */
public final class WriterPauses {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int KEPT = 4;
    private static final int BATCH = 64;
    private static final int PAYLOAD_BYTES = 200;
    private static final int TOPICS = 10_000;
    private static final long TICK_MS = 100;
    private static final long FLUSH_MS = 5;

    private final Path folder;
    private final CommitLog log;
    private final Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final ParcelBuilder builder = new ParcelBuilder();
    private int stored;

    private WriterPauses(int spares) throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "pauses");
        LogConfig config =
                new LogConfig(
                        folder,
                        SEGMENT_BYTES,
                        1 << 20,
                        (long) KEPT * SEGMENT_BYTES,
                        Duration.ofDays(1),
                        0,
                        spares,
                        8 << 20);
        log =
                CommitLog.open(
                        config,
                        LogFiles.onDisk(),
                        Clock.systemUTC(),
                        new LogMetrics(new CollectorRegistry()));
        log.prepare();
    }

    /** Prints two lines of percentiles, in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        int perSecond = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int spares = Math.min(16, 2 + (int) (seconds * (long) perSecond * 300L / SEGMENT_BYTES));
        System.out.println("append and write of 64 messages, ms");
        new WriterPauses(2).run("unmeasured", Math.max(2, seconds / 5), perSecond, true);
        new WriterPauses(spares).run("writer alone", seconds, perSecond, false);
        new WriterPauses(2).run("with housekeeping", seconds, perSecond, true);
    }

    private void run(String name, int seconds, int perSecond, boolean keepsHouse)
            throws IOException, InterruptedException {
        ScheduledExecutorService flush = lane(Lane.FLUSH);
        ScheduledExecutorService housekeeping = lane(Lane.HOUSEKEEPING);
        every(flush, FLUSH_MS, log::flush);
        if (keepsHouse) {
            every(housekeeping, TICK_MS, this::keepHouse);
        }
        write(seconds, perSecond);
        end(housekeeping);
        end(flush);
        System.out.printf(
                "%-18s p50 %.3f  p99 %.3f  p99.9 %.3f  max %.3f  (%d batches, first offset %d)%n",
                name,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getValueAtPercentile(99.9) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getTotalCount(),
                log.firstOffset());
        close();
    }

    private interface Chore {
        void run() throws IOException;
    }

    private static ScheduledExecutorService lane(Lane lane) {
        return Executors.newSingleThreadScheduledExecutor(
                task ->
                        new Thread(
                                () -> {
                                    lane.enter();
                                    task.run();
                                }));
    }

    private static void every(ScheduledExecutorService lane, long periodMs, Chore chore) {
        var unusedTicks =
                lane.scheduleWithFixedDelay(
                        () -> {
                            try {
                                chore.run();
                            } catch (IOException fault) {
                                throw new UncheckedIOException(fault);
                            }
                        },
                        0,
                        periodMs,
                        TimeUnit.MILLISECONDS);
    }

    private void keepHouse() throws IOException {
        log.prepare();
        log.checkpoint();
        log.trim(Long.MAX_VALUE);
        boolean isMoreToDo = log.index();
        while (isMoreToDo) {
            isMoreToDo = log.index();
        }
    }

    /** Late batches are not made up for: what is measured is one batch, not a queue. */
    private void write(int seconds, int perSecond) throws IOException {
        long stepNanos = TimeUnit.SECONDS.toNanos(1) * BATCH / perSecond;
        long due = System.nanoTime();
        long end = due + TimeUnit.SECONDS.toNanos(seconds);
        while (due < end) {
            byte[] parcel = parcel();
            long startNanos = System.nanoTime();
            if (log.canTake(parcel.length, false)) {
                log.append(parcel, BATCH);
                log.write();
                nanos.recordValue(System.nanoTime() - startNanos);
            }
            due = Math.max(due + stepNanos, System.nanoTime() - stepNanos);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private byte[] parcel() {
        for (int i = 0; i < BATCH; i++) {
            byte[] name = ("bench/" + stored++ % TOPICS).getBytes(StandardCharsets.UTF_8);
            builder.add(new Topic(0, name), 0, 0, PAYLOAD_BYTES);
        }
        return builder.take(false, Receipt.NONE).bytes();
    }

    private static void end(ScheduledExecutorService lane) throws InterruptedException {
        lane.shutdown();
        if (!lane.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a lane does not end");
        }
    }

    private void close() throws IOException {
        log.close();
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
