package io.sluice.bench;

import io.prometheus.client.CollectorRegistry;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real log in a folder of its own below {@code target/}, with a thread that flushes, prepares,
 * trims and indexes behind the one that is measured, as the gateway's lanes do. The folder goes
 * when it is closed.
 */
final class BenchLog {
    private static final int MIB = 1 << 20;
    private static final int SEGMENT_BYTES = 64 * MIB;
    private static final int SEGMENTS_KEPT = 4;
    private static final int SPARES = 8;
    private static final long ROUND_MS = 5;

    /** How much longer than a piece of the topic index takes is the rest behind it. */
    private static final int INDEX_RESTS = 9;

    private final Path folder;
    private final CommitLog log;
    private final Thread housekeeping;
    private final Object flushing = new Object();
    private boolean flushedByCaller;
    private volatile boolean closing;
    private long indexAtNanos;

    private BenchLog(Path folder, CommitLog log) {
        this.folder = folder;
        this.log = log;
        housekeeping = new Thread(this::keepHouse, "bench-housekeeping");
        housekeeping.setDaemon(true);
    }

    static BenchLog open() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "log");
        LogConfig config =
                new LogConfig(
                        folder,
                        SEGMENT_BYTES,
                        MIB,
                        (long) SEGMENTS_KEPT * SEGMENT_BYTES,
                        Duration.ofDays(1),
                        0,
                        SPARES,
                        32 * MIB);
        CommitLog log =
                CommitLog.open(
                        config,
                        LogFiles.onDisk(),
                        Clock.systemUTC(),
                        new LogMetrics(new CollectorRegistry()));
        log.prepare();
        BenchLog opened = new BenchLog(folder, log);
        opened.housekeeping.start();
        return opened;
    }

    /** Waits first, should the segments in stock be used up. */
    long append(byte[] records, int count) throws IOException {
        while (!log.canTake(records.length, false)) {
            Thread.onSpinWait();
        }
        return log.append(records, count);
    }

    long write(long offset) throws IOException {
        log.write();
        return offset;
    }

    /** From the first call on the disk is asked here only, and no more behind the caller's back. */
    long flush(long offset) throws IOException {
        synchronized (flushing) {
            flushedByCaller = true;
            log.flush();
        }
        return offset;
    }

    /** The log, for a pipeline that keeps its house and closes it. */
    CommitLog handOver() {
        endHousekeeping();
        return log;
    }

    void close() throws IOException {
        endHousekeeping();
        log.close();
        deleteFolder();
    }

    private void endHousekeeping() {
        closing = true;
        boolean interrupted = false;
        while (housekeeping.isAlive()) {
            try {
                housekeeping.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For whoever has closed the log himself. */
    void deleteFolder() throws IOException {
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }

    private void keepHouse() {
        try {
            while (!closing) {
                flushBehind();
                log.trim(Long.MAX_VALUE);
                log.prepare();
                index();
                Thread.sleep(ROUND_MS);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    private void index() throws IOException {
        long begunNanos = System.nanoTime();
        if (begunNanos >= indexAtNanos && log.index()) {
            long endedNanos = System.nanoTime();
            indexAtNanos = endedNanos + INDEX_RESTS * (endedNanos - begunNanos);
        }
    }

    private void flushBehind() throws IOException {
        synchronized (flushing) {
            if (!flushedByCaller) {
                log.flush();
            }
        }
    }
}
