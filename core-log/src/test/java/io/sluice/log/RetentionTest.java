package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is trimmed, what stays, and what readers and later lives of a file see of it. */
final class RetentionTest {
    private static final Duration FOREVER = Duration.ofDays(365_000);
    private static final int LARGE = 100_000;
    private static final long THREE_SEGMENTS = 3L * LogFolder.SEGMENT_BYTES;

    @TempDir Path directory;

    @Test
    void theOldestSegmentsGoWhenThereAreTooManyBytes() throws IOException {
        try (CommitLog log = folder().retaining(THREE_SEGMENTS, FOREVER).open()) {
            fill(log, 60);

            log.trim(Long.MAX_VALUE);

            assertThat(log.status().bytes()).isLessThanOrEqualTo(THREE_SEGMENTS);
            assertThat(log.firstOffset()).isPositive();
            assertThat(Records.read(log, 0)).hasSize((int) (60 - log.firstOffset()));
        }
    }

    @Test
    void theOldestSegmentsGoWhenTheyAreTooOld() throws IOException {
        LogFolder folder = folder().retaining(1L << 40, Duration.ofHours(1));
        try (CommitLog log = folder.open()) {
            fill(log, 20);
            folder.clock().advance(Duration.ofMinutes(50));
            fill(log, 20);
            folder.clock().advance(Duration.ofMinutes(20));

            log.trim(Long.MAX_VALUE);

            assertThat(log.firstOffset()).isBetween(10L, 20L);
        }
    }

    @Test
    void aSegmentThatIsTooOldToWaitForCompanyIsClosed() throws IOException {
        LogFolder folder = folder().retaining(1L << 40, Duration.ofHours(1));
        try (CommitLog log = folder.open()) {
            log.prepare();
            fill(log, 1);
            folder.clock().advance(Duration.ofMinutes(61));
            fill(log, 1);

            assertThat(log.status().segments()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNeededStays() throws IOException {
        try (CommitLog log = folder().retaining(THREE_SEGMENTS, FOREVER).open()) {
            fill(log, 60);

            log.trim(15);

            assertThat(log.firstOffset()).isBetween(5L, 15L);
            assertThat(Records.read(log, 15)).hasSize(45);
        }
    }

    @Test
    void aTrimmedLogOpensAgain() throws IOException {
        LogFolder folder = folder().retaining(THREE_SEGMENTS, FOREVER);
        CommitLog log = folder.open();
        fill(log, 60);
        log.trim(Long.MAX_VALUE);
        long first = log.firstOffset();

        try (CommitLog killed = folder.copiedTo(directory.resolve("killed")).open()) {
            assertThat(killed.firstOffset()).isEqualTo(first);
            assertThat(Records.read(killed, first)).hasSize((int) (60 - first));
        }
        log.close();
    }

    @Test
    void aReaderThatWasOvertakenLearnsWhereTheLogBegins() throws IOException {
        try (CommitLog log = folder().retaining(THREE_SEGMENTS, FOREVER).open()) {
            fill(log, 60);
            LogReader reader = log.reader();
            LogChunk before = reader.read(0, 1);
            log.trim(Long.MAX_VALUE);

            LogChunk after = reader.read(before.endOffset(), 1);

            assertThat(before.baseOffset()).isZero();
            assertThat(after.baseOffset()).isEqualTo(log.firstOffset());
            assertThat(after.isEmpty()).isFalse();
        }
    }

    @Test
    void aReaderInsideASegmentThatIsTrimmedStillReadsItRight() throws IOException {
        FaultyFiles files = new FaultyFiles(LogFiles.onDisk());
        try (CommitLog log = folder().on(files).retaining(THREE_SEGMENTS, FOREVER).open()) {
            fill(log, 60);
            files.atRead(() -> trim(log));

            LogChunk chunk = log.reader().read(3, LARGE * 2);

            assertThat(log.firstOffset()).isGreaterThan(3);
            assertThat(chunk.baseOffset()).isEqualTo(3);
            assertThat(Records.text(chunk.bytes(), chunk.from())).startsWith("3.");
            assertThat(log.reader().read(3, LARGE).baseOffset()).isEqualTo(log.firstOffset());
        }
    }

    @Test
    void aRecycledFileNeverShowsItsEarlierRecords() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        LogFolder folder =
                new LogFolder(Path.of("log")).on(disk).retaining(THREE_SEGMENTS, FOREVER);
        CommitLog log = folder.open();
        Set<Path> files = new TreeSet<>();
        int appended = 0;
        while (appended < 200) {
            fill(log, 5);
            appended += 5;
            log.trim(Long.MAX_VALUE);
            files.addAll(disk.list(Path.of("log")));

            MemoryFiles killed = disk.afterKill();
            try (CommitLog after = new LogFolder(Path.of("log")).on(killed).open()) {
                assertThat(after.recovery().endOffset()).isEqualTo(appended);
                assertThat(Records.texts(after))
                        .hasSize((int) (appended - log.firstOffset()))
                        .isEqualTo(Records.texts(log));
            }
        }
        assertThat(log.status().segments()).isLessThan(5);
        assertThat(files).hasSizeGreaterThan(20); // each life of a file has a name of its own
    }

    @Test
    void aFullDiskIsToldAndLeftAgain() throws IOException {
        FaultyFiles files = new FaultyFiles(LogFiles.onDisk());
        LogFolder folder = folder().on(files).retaining(1L << 40, FOREVER);
        try (CommitLog log = folder.open()) {
            log.prepare();
            files.full(true);
            int taken = 0;
            while (log.canTake(LARGE, false)) {
                fill(log, 1);
                taken++;
            }

            assertThat(taken).isBetween(20, 40);
            assertThat(log.canTake(1000, true)).as("control records use a reserve").isTrue();
            while (log.canTake(1000, true)) {
                log.append(Records.record(RecordType.CURSOR, new byte[900], 0), 1);
            }
            log.write();
            log.flush();
            log.prepare();
            assertThat(log.canTake(LARGE, false)).isFalse();
            assertThat(Records.texts(log)).hasSizeGreaterThan(taken);

            files.full(false);
            log.prepare();

            assertThat(log.canTake(LARGE, false)).isTrue();
            fill(log, 20);
            assertThat(log.durableEnd()).isEqualTo(log.endOffset());
        }
    }

    @Test
    void onAFullDiskTrimmingMakesRoom() throws IOException {
        FaultyFiles files = new FaultyFiles(LogFiles.onDisk());
        LogFolder folder = folder().on(files).retaining(1L << 40, FOREVER);
        try (CommitLog log = folder.open()) {
            log.prepare();
            fill(log, 30);
            files.full(true);
            while (log.canTake(LARGE, false)) {
                fill(log, 1);
            }
            log.prepare();

            log.trim(Long.MAX_VALUE);

            assertThat(log.canTake(LARGE, false)).isTrue();
            assertThat(log.firstOffset()).isPositive();
        }
    }

    @Test
    void noSpareIsMadeOfWhatIsToBeLeftFree() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        disk.capacity(10L * LogFolder.SEGMENT_BYTES);
        LogFolder folder =
                new LogFolder(Path.of("log")).on(disk).leavingFree(8L * LogFolder.SEGMENT_BYTES);
        try (CommitLog log = folder.open()) {
            log.prepare();

            assertThat(log.status().spares()).isZero();
            assertThat(log.canTake(LARGE, false)).isTrue();
            assertThat(log.canTake(LogFolder.SEGMENT_BYTES - 5000, false)).isFalse();
        }
    }

    private LogFolder folder() {
        return new LogFolder(directory.resolve("log"));
    }

    private static void trim(CommitLog log) {
        try {
            log.trim(Long.MAX_VALUE);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Large messages whose text begins with their offset. */
    private static void fill(CommitLog log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String text = log.endOffset() + "." + "x".repeat(LARGE - 200);
            log.append(Records.message(text), 1);
            log.write();
            log.flush();
        }
    }
}
