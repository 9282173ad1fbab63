package io.sluice.gateway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.sluice.log.CommitLog;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A log looked at from the shell. */
final class LogCommandTest {
    private static final int MIB = 1 << 20;
    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir Path directory;

    @BeforeEach
    void writeThreeMessages() throws IOException {
        LogConfig config =
                new LogConfig(directory, MIB, MIB / 4, 16L * MIB, Duration.ofDays(1), 0, 1, MIB);
        try (CommitLog log =
                CommitLog.open(
                        config, LogFiles.onDisk(), NOON, new LogMetrics(new CollectorRegistry()))) {
            append(log, "a/b", "hello".getBytes(UTF_8));
            append(log, "a/c", new byte[] {(byte) 0xff, 0x01});
            append(log, "a/d", "\u001b[2J gone".getBytes(UTF_8));
            log.write();
            log.flush();
        }
    }

    @Test
    void everyMessageIsALine() {
        assertThat(run("log", "dump", directory.toString())).isEqualTo(0);

        assertThat(out.toString().lines())
                .containsExactly(
                        "0  2026-11-23T12:00:00Z  publish  qos 1  a/b  hello",
                        "1  2026-11-23T12:00:00Z  publish  qos 1  a/c  0xff01",
                        "2  2026-11-23T12:00:00Z  publish  qos 1  a/d  \uFFFD[2J gone");
    }

    @Test
    void dumpBeginsWhereItIsTold() {
        run("log", "dump", directory.toString(), "--from", "2");

        assertThat(out.toString()).startsWith("2  ").hasLineCount(1);
    }

    @Test
    void jsonHasAllOfIt() {
        run("log", "dump", directory.toString(), "--json");

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0))
                .contains("\"offset\":0,\"time\":\"2026-11-23T12:00:00Z\",\"type\":\"publish\"")
                .contains("\"topic\":\"a/b\",\"qos\":1,\"retain\":false,\"origin\":\"mqtt\"")
                .endsWith("\"properties\":[[\"user\",\"k\",\"v\"]],\"payload\":\"hello\"}");
        assertThat(lines.get(1)).endsWith("\"payloadBase64\":\"/wE=\"}");
    }

    @Test
    void wholeLogVerifies() {
        assertThat(run("log", "verify", directory.toString())).isEqualTo(0);
        assertThat(out).hasToString("whole: offsets 0 to 3\n");
    }

    @Test
    void damageIsToldWithItsPlaceAndFails() throws IOException {
        Path segment = firstSegment();
        long at = positionOf(segment, "hello");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(at);
            file.write('j');
        }

        assertThat(run("log", "verify", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith(segment + ": byte ").contains("offset 0");
    }

    @Test
    void statTellsSegmentsAndTotals() {
        assertThat(run("log", "stat", directory.toString())).isEqualTo(0);
        assertThat(out.toString())
                .contains("offsets 0 to 3  2026-11-23T12:00:00Z")
                .contains("1 segments")
                .contains("closed in peace");
    }

    @Test
    void folderWithoutALogFails() {
        assertThat(run("log", "stat", directory.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("none");
    }

    private Path firstSegment() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long positionOf(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1).indexOf(text);
    }

    private static void append(CommitLog log, String topic, byte[] payload) throws IOException {
        byte[] properties = {0x26, 0, 1, 'k', 0, 1, 'v'};
        byte[] name = topic.getBytes(UTF_8);
        int length = RecordLayout.HEADER_BYTES + name.length + properties.length + payload.length;
        byte[] record = new byte[RecordLayout.aligned(length)];
        RecordLayout.writeHeader(
                record,
                0,
                length,
                RecordType.PUBLISH,
                1 | RecordLayout.ORIGIN_MQTT,
                name.length,
                properties.length);
        System.arraycopy(name, 0, record, RecordLayout.topicAt(0), name.length);
        System.arraycopy(
                properties, 0, record, RecordLayout.propertiesAt(record, 0), properties.length);
        System.arraycopy(payload, 0, record, RecordLayout.payloadAt(record, 0), payload.length);
        log.append(record, 1);
    }

    private int run(String... arguments) {
        CommandLine commands = Commands.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }
}
