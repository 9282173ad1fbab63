package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** What an opening looks at: all that may change state, whatever became of the indexes. */
final class ChangeReaderTest {
    private static final int MIB = 1 << 20;
    private static final int PAYLOAD_BYTES = 2000;

    private final ManualClock clock = new ManualClock(1_000_000);
    private Path parent;
    private Path directory;
    private CommitLog log;

    @BeforeTry
    void open() throws IOException {
        parent = Files.createTempDirectory("changes");
        directory = Files.createDirectory(parent.resolve("0"));
        reopen();
    }

    @AfterTry
    void close() throws IOException {
        log.close();
        new LogFolder(parent).delete();
    }

    private void reopen() throws IOException {
        LogConfig config =
                new LogConfig(directory, 4 * MIB, MIB, 64L * MIB, Duration.ofDays(9999), 0, 1, MIB);
        log =
                CommitLog.open(
                        config, LogFiles.onDisk(), clock, new LogMetrics(new CollectorRegistry()));
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void noChangeIsPassedOver(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        for (int step = 0; step < 25; step++) {
            switch (random.nextInt(7)) {
                case 0, 1 -> index();
                case 2 -> restart();
                case 3 -> crash(random);
                default -> append(random);
            }
        }
        crash(random);

        long from = random.nextInt(3) == 0 ? 0 : random.nextLong(log.endOffset());

        assertThat(changes(from)).isEqualTo(bruteForce(from));
    }

    @Property(tries = 1)
    void bodiesOfOtherRecordsAreNotRead() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 8; i++) {
            append(random);
        }
        index();
        crash(random, false);

        assertThat(bytesRead()).isLessThan(8 * 500 * PAYLOAD_BYTES / 4);
    }

    @Property(tries = 1)
    void aLogThatNobodyHasIndexedIsNotLookedThrough() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 40; i++) {
            append(random);
        }
        crash(random, false);

        assertThat(bytesRead()).isLessThan(40 * 500 * PAYLOAD_BYTES / 4);
    }

    private int bytesRead() throws IOException {
        int bytes = 0;
        ChangeReader reader = log.changes();
        for (long at = 0; at < log.endOffset(); ) {
            LogChunk chunk = reader.read(at, MIB);
            bytes += chunk.to() - chunk.from();
            at = chunk.endOffset();
        }
        return bytes;
    }

    private void append(Random random) throws IOException {
        log.prepare();
        for (int i = 0; i < 500; i++) {
            byte[] body = new byte[random.nextInt(PAYLOAD_BYTES)];
            int flags =
                    switch (random.nextInt(40)) {
                        case 0 -> RecordLayout.FLAG_RETAIN;
                        case 1 -> 2;
                        default -> random.nextInt(2);
                    };
            boolean isControl = random.nextInt(50) == 0;
            log.append(
                    isControl
                            ? Records.record(RecordType.WILL_DONE, body, 0)
                            : Records.message(body, flags),
                    1);
        }
        log.write();
        if (random.nextInt(4) > 0) {
            log.flush();
        }
    }

    private void index() throws IOException {
        boolean isMoreToDo;
        do {
            isMoreToDo = log.index();
        } while (isMoreToDo);
    }

    private void restart() throws IOException {
        log.close();
        reopen();
    }

    private void crash(Random random) throws IOException {
        crash(random, random.nextInt(3) == 0);
    }

    /** Goes on with a copy, in which an index may be damaged. */
    private void crash(Random random, boolean damages) throws IOException {
        Path copy = parent.resolve(String.valueOf(Integer.parseInt(name(directory)) + 1));
        new LogFolder(directory).copiedTo(copy);
        log.close();
        directory = copy;
        if (damages) {
            damageOne(random);
        }
        reopen();
    }

    private void damageOne(Random random) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> indexes =
                    all.filter(path -> name(path).endsWith(ChangeIndex.SUFFIX)).sorted().toList();
            if (!indexes.isEmpty()) {
                Path one = indexes.get(random.nextInt(indexes.size()));
                LogFolder.flip(one, random.nextLong(Files.size(one)));
            }
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private List<Long> changes(long from) throws IOException {
        List<Long> found = new ArrayList<>();
        ChangeReader reader = log.changes();
        for (long at = from; at < log.endOffset(); ) {
            LogChunk chunk = reader.read(at, MIB);
            add(found, chunk, from);
            at = chunk.endOffset();
        }
        return found;
    }

    private List<Long> bruteForce(long from) throws IOException {
        List<Long> found = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            for (long at = from; at < log.endOffset(); ) {
                LogChunk chunk = reader.read(at, MIB);
                add(found, chunk, from);
                at = chunk.endOffset();
            }
        }
        return found;
    }

    private static void add(List<Long> found, LogChunk chunk, long from) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            boolean counts =
                    RecordType.takesOffset(RecordLayout.type(bytes, at))
                            && RecordLayout.mayChangeState(bytes, at);
            if (counts && RecordLayout.offset(bytes, at) >= from) {
                found.add(RecordLayout.offset(bytes, at));
            }
        }
    }
}
