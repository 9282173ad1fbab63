package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lane.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All lanes at once: one appends, one flushes, one prepares and trims, several read. */
final class ConcurrentReadTest {
    private static final int RECORDS = 24_000;

    @TempDir Path directory;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean done;

    @AfterEach
    void stopThreads() throws InterruptedException {
        done = true;
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64 * 1024, 16 << 20})
    void readersSeeEveryRecordOnceAndInOrderWhileSegmentsRoll(int tailCacheBytes) throws Exception {
        LogFolder folder = new LogFolder(directory.resolve("log")).withTailCache(tailCacheBytes);
        try (CommitLog log = folder.open()) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int bytesMax = 1000 << 4 * i;
                readers.add(threads.submit(() -> readAll(log, bytesMax, false)));
            }
            Future<?> flusher = lane(Lane.FLUSH, log::flush);
            Future<?> housekeeping = lane(Lane.HOUSEKEEPING, log::prepare);

            append(log);

            for (Future<Long> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(RECORDS);
            }
            done = true;
            flusher.get(10, TimeUnit.SECONDS);
            housekeeping.get(10, TimeUnit.SECONDS);
            assertThat(log.status().segments()).isGreaterThan(5);
        }
    }

    @Test
    void readersWhoAreOvertakenMissWholeSegmentsAndNothingElse() throws Exception {
        LogFolder folder =
                new LogFolder(directory.resolve("log"))
                        .retaining(2L * LogFolder.SEGMENT_BYTES, Duration.ofDays(1));
        try (CommitLog log = folder.open()) {
            Future<Long> reader = threads.submit(() -> readAll(log, 2000, true));
            Future<?> flusher = lane(Lane.FLUSH, log::flush);
            Future<?> housekeeping =
                    lane(
                            Lane.HOUSEKEEPING,
                            () -> {
                                log.prepare();
                                log.trim(Long.MAX_VALUE);
                            });

            append(log);

            assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
            done = true;
            flusher.get(10, TimeUnit.SECONDS);
            housekeeping.get(10, TimeUnit.SECONDS);
            assertThat(log.firstOffset()).isPositive();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Does the work again and again. */
    private Future<?> lane(Lane lane, Work work) {
        Callable<Void> task =
                () -> {
                    lane.enter();
                    while (!done) {
                        work.run();
                        Thread.onSpinWait();
                    }
                    Lane.leave();
                    return null;
                };
        return threads.submit(task);
    }

    private static void append(CommitLog log) throws IOException {
        int batch = 0;
        for (int i = 0; i < RECORDS; i += 4) {
            String[] texts = new String[4];
            for (int k = 0; k < 4; k++) {
                texts[k] = i + k + "." + "x".repeat((i + k) % 400);
            }
            byte[] records = Records.messages(texts);
            assertThat(log.canTake(records.length, false)).isTrue();
            log.append(records, 4);
            if (batch++ % 7 == 0) {
                log.write();
            }
        }
        log.write();
    }

    /** How many records there were; each must carry its own offset as text. */
    private long readAll(CommitLog log, int bytesMax, boolean mayMiss) throws IOException {
        try (LogReader reader = log.reader()) {
            long expected = 0;
            long count = 0;
            while (expected < RECORDS && !done) {
                LogChunk chunk = reader.read(expected, bytesMax);
                assertThat(mayMiss || chunk.baseOffset() == expected).isTrue();
                expected = Math.max(expected, chunk.baseOffset());
                byte[] bytes = chunk.bytes();
                for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
                    if (RecordType.takesOffset(RecordLayout.type(bytes, at))) {
                        assertThat(RecordLayout.offset(bytes, at)).isEqualTo(expected);
                        assertThat(Records.text(bytes, at)).startsWith(expected + ".");
                        expected++;
                        count++;
                    }
                }
                assertThat(chunk.endOffset()).isEqualTo(expected);
            }
            return count;
        }
    }
}
