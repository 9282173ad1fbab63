package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What a log does when the disk refuses, at every call that it makes. */
final class DiskFaultTest {
    private static final Path DIRECTORY = Path.of("log");
    private static final int CALLS_MAX = 5_000;

    private final MemoryFiles disk = new MemoryFiles();

    @Test
    void whatWasPromisedBeforeAnyWriteFailedIsThere() throws IOException {
        assertThat(failEach(FaultyFiles::failWrite)).isGreaterThan(20);
    }

    @Test
    void whatWasPromisedBeforeAnyForceFailedIsThere() throws IOException {
        assertThat(failEach(FaultyFiles::failForce)).isGreaterThan(20);
    }

    @Test
    void aFailedFlushIsFinalAndTheDiskIsNotAskedAgain() throws IOException {
        FaultyFiles files = new FaultyFiles(disk);
        CommitLog log = open(files);
        Records.append(log, "one");
        log.write();
        log.flush();
        Records.append(log, "two");
        log.write();
        files.failForce(1);

        assertThatThrownBy(log::flush).isInstanceOf(LogFailedException.class);

        assertThatThrownBy(log::flush).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::write).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(() -> Records.append(log, "three"))
                .isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::checkpoint).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(log::prepare).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(() -> log.trim(0)).isInstanceOf(LogFailedException.class);
        assertThat(log.canTake(1 << 19, false)).isTrue();
        assertThat(log.durableEnd()).isEqualTo(1);
        assertThat(log.status().failed()).isTrue();
        assertThat(Records.texts(log)).containsExactly("one", "two");
        log.close();
        assertThat(files.callsSinceFault()).isZero();
    }

    @Test
    void anIdleLogAsksNothingOfTheDisk() throws IOException {
        FaultyFiles files = new FaultyFiles(disk);
        CommitLog log = open(files);
        Records.append(log, "one");
        log.write();
        log.flush();
        log.checkpoint();
        files.failWrite(1).failForce(1);

        log.checkpoint();

        assertThat(files.hasFaulted()).isFalse();
    }

    @Test
    void shortWritesAreCarriedOn() throws IOException {
        FaultyFiles files = new FaultyFiles(disk).writeAtMost(1000);
        try (CommitLog log = open(files)) {
            for (int i = 0; i < 20; i++) {
                log.append(Records.message(("m" + i).repeat(40_000)), 1);
                log.write();
            }
            log.flush();

            assertThat(Records.texts(log)).hasSize(20).allMatch(text -> text.length() >= 80_000);
        }
        try (CommitLog log = open(disk)) {
            assertThat(Records.texts(log)).hasSize(20);
        }
    }

    @Test
    void aDiskThatTakesNothingHasFailed() throws IOException {
        FaultyFiles files = new FaultyFiles(disk);
        CommitLog log = open(files);
        Records.append(log, "one");
        files.writeAtMost(0);

        assertThatThrownBy(log::write).isInstanceOf(LogFailedException.class);

        assertThat(log.endOffset()).isZero();
    }

    @Test
    void anOpeningThatIsCutShortLosesNothing() throws IOException {
        MemoryFiles killed = killedInTheMidst();
        List<String> all = texts(killed.afterKill());
        assertThat(all).hasSize(22);

        for (int n = 1; ; n++) {
            MemoryFiles disk = killed.afterKill();
            FaultyFiles files = new FaultyFiles(disk).failWrite(n);
            if (opens(files)) {
                break;
            }
            assertThat(texts(disk.afterKill())).isEqualTo(all);
        }
        for (int n = 1; ; n++) {
            MemoryFiles disk = killed.afterKill();
            FaultyFiles files = new FaultyFiles(disk).failForce(n);
            if (opens(files)) {
                break;
            }
            assertThat(texts(disk.afterKill())).isEqualTo(all);
        }
    }

    /** Several segments, of which only the first records are on the disk. */
    private static MemoryFiles killedInTheMidst() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        CommitLog log = open(disk);
        Records.append(log, "one", "two");
        log.write();
        log.flush();
        for (int i = 0; i < 20; i++) {
            log.append(Records.message("x".repeat(200_000)), 1);
            log.write();
        }
        return disk;
    }

    private static boolean opens(FaultyFiles files) {
        try {
            open(files);
            return true;
        } catch (IOException fault) {
            assertThat(fault).hasStackTraceContaining("on purpose");
            return false;
        }
    }

    private static List<String> texts(MemoryFiles files) throws IOException {
        try (CommitLog log = open(files)) {
            return Records.texts(log);
        }
    }

    /** Runs the same life again and again; in the n-th the n-th call fails. How many calls. */
    private static int failEach(BiConsumer<FaultyFiles, Integer> fault) throws IOException {
        for (int n = 1; n < CALLS_MAX; n++) {
            Life life = new Life();
            fault.accept(life.files, n);
            life.run();
            if (!life.files.hasFaulted()) {
                return n - 1;
            }
            life.checkAfter(life.disk.afterKill());
            life.checkAfter(life.disk.afterPowerCut(new Random(n)));
        }
        throw new AssertionError("more calls than expected");
    }

    private static CommitLog open(LogFiles files) throws IOException {
        return new LogFolder(DIRECTORY).on(files).open();
    }

    /** A log that is opened, filled over several segments, closed, and opened again. */
    private static final class Life {
        private final MemoryFiles disk = new MemoryFiles();
        private final FaultyFiles files = new FaultyFiles(disk);
        private final List<String> appended = new ArrayList<>();
        private int promised;

        void run() {
            try {
                CommitLog log = open(files);
                fill(log);
                log.close();
                log = open(files);
                fill(log);
                log = open(disk.afterKill());
                log.close();
            } catch (IOException fault) {
                assertThat(fault).hasStackTraceContaining("on purpose");
            }
        }

        private void fill(CommitLog log) throws IOException {
            for (int i = 0; i < 8; i++) {
                append(log, "small" + i, "s" + i);
                log.write();
                append(log, "large" + i, "x".repeat(200_000));
                log.write();
                log.flush();
                promised = appended.size();
                if (i == 3) {
                    log.prepare();
                    log.checkpoint();
                }
            }
        }

        private void append(CommitLog log, String... texts) throws IOException {
            appended.addAll(List.of(texts));
            byte[] records = Records.messages(texts);
            if (!log.canTake(records.length, false)) {
                log.prepare(); // the fault came when a spare was made: the next one succeeds
            }
            log.append(records, texts.length);
        }

        void checkAfter(MemoryFiles after) throws IOException {
            try (CommitLog log = open(after)) {
                List<String> found = Records.texts(log);
                assertThat(found.size()).isBetween(promised, appended.size());
                assertThat(found).isEqualTo(appended.subList(0, found.size()));
            }
        }
    }
}
