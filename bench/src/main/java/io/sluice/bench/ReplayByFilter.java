package io.sluice.bench;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.TopicSearch;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading by filter out of ten million messages on a million topics: 100,000 sites of ten sensors
 * each, the topics drawn by chance. Each measurement plans anew.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class ReplayByFilter {
    private static final int SITES = 100_000;
    private static final int SENSORS = 10;
    private static final int BATCH = 256;
    private static final int PAYLOAD_BYTES = 32;
    private static final int READ_BYTES = 256 * 1024;

    /** How many messages the log has. */
    @Param("10000000")
    public int messages;

    private Path directory;
    private CommitLog log;
    private LogReader reader;
    private long seed = 1;

    /** Fills the log and indexes it. */
    @Setup
    public void fill() throws IOException {
        directory = Files.createTempDirectory("replay");
        log =
                CommitLog.open(
                        LogConfig.in(directory),
                        LogFiles.onDisk(),
                        Clock.systemUTC(),
                        new LogMetrics(new CollectorRegistry()));
        reader = log.reader();
        for (int stored = 0; stored < messages; stored += BATCH) {
            if (stored % (1 << 19) == 0) {
                log.prepare();
                index();
            }
            for (int i = 0; i < BATCH; i++) {
                log.append(message(), 1);
            }
            log.write();
        }
        log.flush();
        index();
    }

    @TearDown
    public void drop() throws IOException {
        log.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** One topic out of a million: about ten messages. */
    @Benchmark
    public int oneTopic() throws IOException {
        return read("site/" + nextInt(SITES) + "/sensor/3");
    }

    /** One message in a hundred thousand: ten topics, about a hundred messages. */
    @Benchmark
    public int narrowFilter() throws IOException {
        return read("site/" + nextInt(SITES) + "/#");
    }

    /** The same, where the filter does not say how the names begin. */
    @Benchmark
    public int leadingWildcard() throws IOException {
        return read("+/" + nextInt(SITES) + "/#");
    }

    /** Nothing is found, and each site has to be looked at for it. */
    @Benchmark
    public int wildcardInTheMiddle() throws IOException {
        return read("site/+/valve/#");
    }

    /** What it is without an index. */
    @Benchmark
    public int everything() throws IOException {
        int found = 0;
        for (long at = log.firstOffset(); at < log.endOffset(); ) {
            LogChunk chunk = reader.read(at, READ_BYTES);
            found += messages(chunk);
            at = chunk.endOffset();
        }
        return found;
    }

    private int read(String filter) throws IOException {
        List<Subscription> wanted = List.of(Subscription.of(new TopicFilter(filter), 1));
        TopicSearch search = reader.search(FilterSet.of(wanted, new long[1]).wish());
        int found = 0;
        for (long at = log.firstOffset(); at < log.endOffset(); ) {
            LogChunk chunk = search.read(at, READ_BYTES);
            found += messages(chunk);
            at = chunk.endOffset();
        }
        return found;
    }

    private static int messages(LogChunk chunk) {
        int found = 0;
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            found += RecordLayout.type(bytes, at) == RecordType.PUBLISH ? 1 : 0;
        }
        return found;
    }

    private void index() throws IOException {
        boolean isMoreToDo;
        do {
            isMoreToDo = log.index();
        } while (isMoreToDo);
    }

    private byte[] message() {
        String topic = "site/" + nextInt(SITES) + "/sensor/" + nextInt(SENSORS);
        byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
        int length = RecordLayout.HEADER_BYTES + utf8.length + PAYLOAD_BYTES;
        byte[] bytes = new byte[RecordLayout.aligned(length)];
        RecordLayout.writeHeader(bytes, 0, length, RecordType.PUBLISH, 0, utf8.length, 0);
        System.arraycopy(utf8, 0, bytes, RecordLayout.topicAt(0), utf8.length);
        return bytes;
    }

    private int nextInt(int bound) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
        return (int) ((seed >>> 33) % bound);
    }
}
