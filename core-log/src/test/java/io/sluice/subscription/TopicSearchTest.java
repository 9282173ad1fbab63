package io.sluice.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.ManualClock;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.TopicSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** What is found with the topic index is what is found by looking at every record. */
final class TopicSearchTest {
    private static final int MIB = 1 << 20;
    private static final int READ_BYTES = 64 * 1024;

    private final ManualClock clock = new ManualClock(1_000_000);
    private final List<Stored> stored = new ArrayList<>();
    private Path directory;
    private CommitLog log;
    private long bytesRead;

    private record Stored(long offset, String topic) {}

    @BeforeTry
    void open() throws IOException {
        directory = Files.createTempDirectory("topics");
        stored.clear();
        reopen();
    }

    @AfterTry
    void close() throws IOException {
        log.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private void reopen() throws IOException {
        LogConfig config =
                new LogConfig(
                        directory, MIB, MIB / 4, 4L * MIB, Duration.ofDays(9999), 0, 1, MIB / 8);
        log =
                CommitLog.open(
                        config, LogFiles.onDisk(), clock, new LogMetrics(new CollectorRegistry()));
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void indexFindsWhatBruteForceFinds(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        int topics = 1 << random.nextInt(14);
        for (int step = 0; step < 30; step++) {
            switch (random.nextInt(8)) {
                case 0 -> index();
                case 1 -> restart(random);
                case 2 -> log.trim(random.nextBoolean() ? Long.MAX_VALUE : stored.size() / 2);
                case 3 -> damageOneSidecar(random);
                default -> append(random, topics);
            }
            check(random, topics);
        }
    }

    @Property(tries = 1)
    void fewMessagesAreReadAlone() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 12; i++) {
            append(random, 1 << 16);
        }
        log.prepare();
        index();

        List<Long> offsets = search(filters("t/7/#", "t/77/0/1"), 0);

        assertThat(offsets).isEqualTo(bruteForce(filters("t/7/#", "t/77/0/1"), 0));
        assertThat(offsets).isNotEmpty();
        assertThat(bytesRead).isLessThan(MIB / 2);
    }

    private void index() throws IOException {
        boolean isMoreToDo;
        do {
            isMoreToDo = log.index();
        } while (isMoreToDo);
    }

    private void restart(Random random) throws IOException {
        log.close();
        if (random.nextInt(3) == 0) {
            for (Path sidecar : sidecars()) {
                Files.delete(sidecar);
            }
        }
        reopen();
    }

    private void damageOneSidecar(Random random) throws IOException {
        List<Path> sidecars = sidecars();
        if (!sidecars.isEmpty()) {
            Path sidecar = sidecars.get(random.nextInt(sidecars.size()));
            byte[] bytes = Files.readAllBytes(sidecar);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(sidecar, bytes);
        }
    }

    private List<Path> sidecars() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sidx")).toList();
        }
    }

    private void append(Random random, int topics) throws IOException {
        log.prepare();
        for (int batch = 0; batch < 40; batch++) {
            for (int i = random.nextInt(20); i >= 0; i--) {
                String topic = topic(random, topics);
                boolean isMessage = random.nextInt(10) > 0;
                int payloadBytes = random.nextInt(100) == 0 ? 50_000 : random.nextInt(500);
                byte[] record = record(topic, isMessage, payloadBytes);
                long offset = log.append(record, 1);
                if (isMessage) {
                    stored.add(new Stored(offset, topic));
                }
            }
            log.write();
        }
        log.flush();
    }

    private static String topic(Random random, int topics) {
        int number = random.nextInt(topics);
        return random.nextInt(3) == 0
                ? "hot"
                : "t/" + number % 100 + "/" + number / 100 % 10 + "/" + number / 1000;
    }

    private static byte[] record(String topic, boolean isMessage, int payloadBytes) {
        byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
        int length = RecordLayout.HEADER_BYTES + utf8.length + payloadBytes;
        byte[] bytes = new byte[RecordLayout.aligned(length)];
        int type = isMessage ? RecordType.PUBLISH : RecordType.CURSOR;
        RecordLayout.writeHeader(bytes, 0, length, type, 0, utf8.length, 0);
        System.arraycopy(utf8, 0, bytes, RecordLayout.topicAt(0), utf8.length);
        return bytes;
    }

    private void check(Random random, int topics) throws IOException {
        List<FilterSet> sets =
                List.of(
                        filters(topic(random, topics)),
                        filters("t/" + random.nextInt(100) + "/#", "t/5/+/1", "t/5/2/1"),
                        filters("+/" + random.nextInt(100) + "/1/#"),
                        filters("#"),
                        filters("hot/#"),
                        filters("nobody"),
                        FilterSet.EMPTY);
        FilterSet wanted = sets.get(random.nextInt(sets.size()));
        long from = random.nextInt(3) == 0 ? 0 : random.nextLong(log.endOffset() + 1);
        assertThat(search(wanted, from)).isEqualTo(bruteForce(wanted, from));
    }

    private static FilterSet filters(String... filters) {
        List<Subscription> wishes =
                Stream.of(filters)
                        .distinct()
                        .map(filter -> Subscription.of(new TopicFilter(filter), 1))
                        .toList();
        return FilterSet.of(wishes, new long[wishes.size()]);
    }

    private List<Long> bruteForce(FilterSet wanted, long from) {
        FilterReader reader = wanted.reader();
        long first = Math.max(from, log.firstOffset());
        return stored.stream()
                .filter(each -> each.offset() >= first && matches(reader, each.topic()))
                .map(Stored::offset)
                .toList();
    }

    private static boolean matches(FilterReader reader, String topic) {
        byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
        return reader.grant(utf8, 0, utf8.length, 0) != FilterSet.NONE;
    }

    private List<Long> search(FilterSet wanted, long from) throws IOException {
        List<Long> found = new ArrayList<>();
        TopicSearch search = log.reader().search(wanted.wish());
        FilterReader reader = wanted.reader();
        bytesRead = 0;
        long at = from;
        while (at < log.endOffset()) {
            LogChunk chunk = search.read(at, READ_BYTES);
            assertThat(chunk.endOffset()).isGreaterThan(at);
            take(chunk, reader, found);
            bytesRead += chunk.to() - chunk.from();
            at = chunk.endOffset();
        }
        return found;
    }

    private static void take(LogChunk chunk, FilterReader reader, List<Long> found) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            int topicBytes = RecordLayout.topicBytes(bytes, at);
            if (RecordLayout.type(bytes, at) == RecordType.PUBLISH
                    && reader.grant(bytes, RecordLayout.topicAt(at), topicBytes, 0)
                            != FilterSet.NONE) {
                found.add(RecordLayout.offset(bytes, at));
            }
        }
    }
}
