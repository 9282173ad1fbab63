package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever is appended, written, flushed, trimmed, and however the log is stopped: what is there
 * afterwards is a beginning of what was appended, at least all that was promised.
 */
final class LogModelTest {
    enum Step {
        APPEND,
        APPEND_LARGE,
        APPEND_GROUP,
        WRITE,
        FLUSH,
        READ,
        PREPARE,
        CHECKPOINT,
        TRIM,
        CLOSE,
        KILL,
        POWER_CUT
    }

    @Property(tries = 200)
    void whatIsPromisedIsKept(@ForAll("steps") List<Step> steps, @ForAll long seed)
            throws IOException {
        Run run = new Run(seed, false);

        for (Step step : steps) {
            run.take(step);
        }

        run.take(Step.KILL);
        run.take(Step.READ);
    }

    @Property(tries = 100)
    void whatIsPromisedIsKeptWhenReadFromMemoryToo(
            @ForAll("steps") List<Step> steps, @ForAll long seed) throws IOException {
        Run run = new Run(seed, true);

        for (Step step : steps) {
            run.take(step);
            run.take(Step.READ);
        }
    }

    @Example
    void aPowerCutMayTakeASegmentOutOfTheMiddleOfWhatWasNotFlushed() throws IOException {
        for (long seed = 0; seed < 100; seed++) {
            Run run = new Run(seed, false);
            run.take(Step.APPEND_LARGE);
            run.take(Step.WRITE);
            run.take(Step.FLUSH);
            for (int i = 0; i < 20; i++) {
                run.take(Step.APPEND_LARGE);
                run.take(Step.WRITE);
            }

            run.take(Step.POWER_CUT);
            run.take(Step.POWER_CUT);
            run.take(Step.READ);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequency(
                        Tuple.of(3, Step.APPEND),
                        Tuple.of(6, Step.APPEND_LARGE),
                        Tuple.of(2, Step.APPEND_GROUP),
                        Tuple.of(6, Step.WRITE),
                        Tuple.of(2, Step.FLUSH),
                        Tuple.of(1, Step.READ),
                        Tuple.of(1, Step.PREPARE),
                        Tuple.of(1, Step.CHECKPOINT),
                        Tuple.of(1, Step.TRIM),
                        Tuple.of(1, Step.CLOSE),
                        Tuple.of(1, Step.KILL),
                        Tuple.of(1, Step.POWER_CUT))
                .list()
                .ofMinSize(5)
                .ofMaxSize(120);
    }

    /** A log beside the list of what it should hold. */
    private static final class Run {
        private final Random chance;
        private final boolean cached;
        private final ManualClock clock = new ManualClock(1_000);
        private MemoryFiles files = new MemoryFiles();
        private CommitLog log;
        private List<String> appended = new ArrayList<>();
        private final List<Integer> groupSizes = new ArrayList<>();
        private int written;
        private int named;

        Run(long seed, boolean cached) throws IOException {
            chance = new Random(seed);
            this.cached = cached;
            log = open();
        }

        private CommitLog open() throws IOException {
            LogConfig config =
                    new LogConfig(
                            Path.of("log"),
                            LogFolder.SEGMENT_BYTES,
                            LogFolder.SEGMENT_BYTES / 4,
                            4L * LogFolder.SEGMENT_BYTES,
                            Duration.ofDays(1),
                            0,
                            2,
                            cached ? 300_000 : 0);
            return CommitLog.open(config, files, clock, new LogMetrics(new CollectorRegistry()));
        }

        void take(Step step) throws IOException {
            clock.advance(Duration.ofMillis(chance.nextInt(10)));
            switch (step) {
                case APPEND -> append(1 + chance.nextInt(5), 300, false);
                case APPEND_LARGE -> append(1 + chance.nextInt(3), 200_000, false);
                case APPEND_GROUP -> append(1 + chance.nextInt(5), 2_000, true);
                case WRITE -> write();
                case FLUSH -> log.flush();
                case READ -> read();
                case PREPARE -> log.prepare();
                case CHECKPOINT -> log.checkpoint();
                case TRIM -> trim();
                case CLOSE -> close();
                case KILL -> reopen(files.afterKill(), written);
                case POWER_CUT -> reopen(files.afterPowerCut(chance), durableCount());
            }
        }

        private void append(int count, int bytesMax, boolean grouped) throws IOException {
            String[] texts = new String[count];
            for (int i = 0; i < count; i++) {
                texts[i] = named++ + "x".repeat(chance.nextInt(bytesMax));
            }
            byte[] array = grouped ? Records.group(texts) : Records.messages(texts);
            assertThat(log.canTake(array.length, false)).isTrue();
            long offset = log.append(array, count);
            for (int i = 0; i < count; i++) {
                appended.add(offset + i + "=" + texts[i]);
                groupSizes.add(grouped ? (i == count - 1 ? 1 : 2) : 0);
            }
        }

        private void write() throws IOException {
            log.write();
            written = appended.size();
        }

        private void read() throws IOException {
            assertThat(Records.read(log, log.firstOffset()))
                    .isEqualTo(appended.subList(0, written));
        }

        private void trim() throws IOException {
            log.trim(Long.MAX_VALUE);
            forgetBelow(log.firstOffset());
        }

        private void forgetBelow(long firstOffset) {
            while (!appended.isEmpty() && offsetOf(appended.get(0)) < firstOffset) {
                appended.remove(0);
                groupSizes.remove(0);
                written--;
            }
        }

        private void close() throws IOException {
            log.close();
            written = appended.size();
            log = open();
            assertThat(log.recovery().clean()).isTrue();
            read();
        }

        private int durableCount() {
            return (int)
                    appended.stream().filter(line -> offsetOf(line) < log.durableEnd()).count();
        }

        private void reopen(MemoryFiles after, int promised) throws IOException {
            long endBefore = appended.isEmpty() ? 0 : offsetOf(lastAppended()) + 1;
            files = after;
            log = open();
            List<String> found = Records.read(log, log.firstOffset());
            assertThat(log.endOffset()).isGreaterThanOrEqualTo(endBefore);
            assertThat(found.size()).isGreaterThanOrEqualTo(promised);
            assertThat(found).isEqualTo(appended.subList(0, found.size()));
            if (!found.isEmpty()) {
                assertThat(groupSizes.get(found.size() - 1)).isLessThan(2);
            }
            appended = new ArrayList<>(found);
            groupSizes.subList(found.size(), groupSizes.size()).clear();
            written = found.size();
        }

        private String lastAppended() {
            return appended.get(appended.size() - 1);
        }

        private static long offsetOf(String line) {
            return Long.parseLong(line.substring(0, line.indexOf('=')));
        }
    }
}
