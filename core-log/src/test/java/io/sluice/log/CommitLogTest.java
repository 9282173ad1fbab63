package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log promises while nothing goes wrong. */
final class CommitLogTest {
    @TempDir Path directory;
    private LogFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = new LogFolder(directory.resolve("log"));
    }

    @Test
    void recordsAreReadAsTheyWereAppended() throws IOException {
        try (CommitLog log = folder.open()) {
            long first = log.append(Records.messages("one", "two"), 2);
            long second = log.append(Records.message("three"), 1);
            log.write();

            assertThat(first).isEqualTo(0);
            assertThat(second).isEqualTo(2);
            assertThat(Records.read(log, 0)).containsExactly("0=one", "1=two", "2=three");
            assertThat(Records.read(log, 1)).containsExactly("1=two", "2=three");
        }
    }

    @Test
    void recordsAreReadableOnceTheyAreWritten() throws IOException {
        try (CommitLog log = folder.withTailCache(1 << 20).open()) {
            Records.append(log, "one");

            assertThat(log.endOffset()).isEqualTo(0);
            assertThat(log.reader().read(0, 1000).isEmpty()).isTrue();

            log.write();

            assertThat(log.endOffset()).isEqualTo(1);
            assertThat(Records.read(log, 0)).containsExactly("0=one");
        }
    }

    @Test
    void durableEndFollowsTheFlush() throws IOException {
        try (CommitLog log = folder.open()) {
            Records.append(log, "one", "two");
            log.write();

            assertThat(log.durableEnd()).isEqualTo(0);

            log.flush();

            assertThat(log.durableEnd()).isEqualTo(2);
        }
    }

    @Test
    void aLogClosedInPeaceGoesOnWhereItEnded() throws IOException {
        try (CommitLog log = folder.open()) {
            Records.append(log, "one", "two");
        }

        try (CommitLog log = folder.open()) {
            Records.append(log, "three");
            log.write();

            assertThat(log.recovery().clean()).isTrue();
            assertThat(log.recovery().leap()).isZero();
            assertThat(Records.read(log, 0)).containsExactly("0=one", "1=two", "2=three");
        }
    }

    @Test
    void aKilledLogKeepsWhatWasWrittenAndLeaps() throws IOException {
        CommitLog killed = folder.open();
        Records.append(killed, "one", "two");
        killed.write();
        killed.flush();
        Records.append(killed, "three");
        killed.write();

        try (CommitLog log = folder.copiedTo(directory.resolve("after")).open()) {
            Records.append(log, "four");
            log.write();

            assertThat(log.recovery().clean()).isFalse();
            assertThat(log.recovery().endOffset()).isEqualTo(3);
            assertThat(log.recovery().leap()).isEqualTo(LogRecovery.LEAP);
            assertThat(Records.read(log, 0))
                    .containsExactly("0=one", "1=two", "2=three", (3 + LogRecovery.LEAP) + "=four");
        }
        killed.close();
    }

    @Test
    void aLogKilledBeforeItsFirstRecordStillBeginsAtNought() throws IOException {
        MemoryFiles files = new MemoryFiles();
        LogFolder memory = new LogFolder(Path.of("log")).on(files);
        CommitLog log = memory.open();
        assertThat(log.firstOffset()).isZero();

        for (int kill = 0; kill < 3; kill++) {
            files = files.afterKill();
            try (CommitLog next = new LogFolder(Path.of("log")).on(files).open()) {
                assertThat(next.recovery().clean()).isFalse();
                assertThat(next.firstOffset()).isZero();
                files = files.afterKill();
            }
        }

        try (CommitLog last = new LogFolder(Path.of("log")).on(files).open()) {
            long offset = last.endOffset();
            Records.append(last, "one");
            last.write();
            assertThat(Records.read(last, 0)).containsExactly(offset + "=one");
        }
    }

    @Test
    void recordsRollIntoTheNextSegment() throws IOException {
        byte[] payload = new byte[100_000];
        try (CommitLog log = folder.open()) {
            log.prepare();
            for (int i = 0; i < 25; i++) {
                log.append(Records.message(payload, 0), 1);
                log.write();
            }
            log.flush();

            assertThat(log.status().segments()).isEqualTo(3);
            assertThat(Records.read(log, 0)).hasSize(25);
            assertThat(log.durableEnd()).isEqualTo(25);
        }
        try (CommitLog log = folder.open()) {
            assertThat(Records.read(log, 0)).hasSize(25);
        }
    }

    @Test
    void storeTimeNeverRunsBack() throws IOException {
        try (CommitLog log = folder.open()) {
            folder.clock().set(5_000_000);
            Records.append(log, "one");
            log.write();
            folder.clock().set(4_000_000);
            Records.append(log, "two");
            log.write();
            folder.clock().advance(Duration.ofHours(1));
            Records.append(log, "three");
            log.write();

            assertThat(log.offsetAt(4_500_000)).isEqualTo(0);
            assertThat(log.offsetAt(5_000_000)).isEqualTo(0);
            assertThat(log.offsetAt(5_000_001)).isEqualTo(2);
            assertThat(log.offsetAt(9_000_000)).isEqualTo(3);
        }
    }

    @Test
    void bytesThatAreNoRecordsAreNotAppended() throws IOException {
        try (CommitLog log = folder.open()) {
            assertThatThrownBy(() -> log.append(new byte[64], 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.append(Records.message("one"), 2))
                    .isInstanceOf(IllegalArgumentException.class);

            byte[] tooLong = Records.message(new byte[LogFolder.SEGMENT_BYTES / 4], 0);
            assertThatThrownBy(() -> log.append(tooLong, 1))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(log.append(Records.message("one"), 1)).isEqualTo(0);
        }
    }

    @Test
    void aRecordLongerThanOneReadingStepIsRead() throws IOException {
        String large = "x".repeat(250_000);
        try (CommitLog log = folder.open()) {
            Records.append(log, "one", large, "three");
            log.write();

            LogChunk chunk = log.reader().read(1, 10);

            assertThat(Records.text(chunk.bytes(), chunk.from())).isEqualTo(large);
            assertThat(Records.texts(log)).containsExactly("one", large, "three");
        }
    }

    @Test
    void timesAreFoundAcrossSegments() throws IOException {
        try (CommitLog log = folder.open()) {
            for (int i = 0; i < 40; i++) {
                folder.clock().set(2_000_000 + 1000 * i);
                log.append(Records.message(new byte[100_000], 0), 1);
                log.write();
            }
        }
        try (CommitLog log = folder.open()) {
            for (int i = 0; i < 40; i++) {
                assertThat(log.offsetAt(2_000_000 + 1000 * i)).isEqualTo(i);
                assertThat(log.offsetAt(2_000_001 + 1000 * i)).isEqualTo(i + 1);
            }
            assertThat(log.offsetAt(0)).isZero();
        }
    }

    @Test
    void figuresAreShownToPrometheus() throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        LogMetrics metrics = new LogMetrics(registry);
        try (CommitLog log =
                CommitLog.open(folder.config(), LogFiles.onDisk(), folder.clock(), metrics)) {
            Records.append(log, "one", "two");
            log.write();
            log.flush();

            assertThat(registry.getSampleValue("sluice_log_end_offset")).isEqualTo(2);
            assertThat(registry.getSampleValue("sluice_log_first_offset")).isZero();
            assertThat(registry.getSampleValue("sluice_log_segments")).isEqualTo(1);
            assertThat(registry.getSampleValue("sluice_log_bytes")).isEqualTo(1 << 20);
            assertThat(registry.getSampleValue("sluice_log_failed")).isZero();
            assertThat(registry.getSampleValue("sluice_log_fsync_seconds_count")).isEqualTo(1);
            assertThat(registry.getSampleValue("sluice_log_append_batch_records_sum")).isEqualTo(2);
        }
    }

    @Test
    void aSecondOpeningIsRefused() throws IOException {
        try (CommitLog log = folder.open()) {
            assertThat(log.endOffset()).isZero();
            assertThatThrownBy(folder::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
        }
    }
}
