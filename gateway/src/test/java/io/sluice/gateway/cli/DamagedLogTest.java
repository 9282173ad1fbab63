package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.sluice.gateway.CoreEngine;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogConfig;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.subscription.SnapshotStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A gateway whose log was damaged, and the way out that it names. */
final class DamagedLogTest {
    private static final int MIB = 1 << 20;
    private static final int MESSAGES = 40;
    private static final Pattern WAY_OUT =
            Pattern.compile("bin/sluice (log cut \\S+ --at \\d+|log drop-snapshot \\S+ \\S+)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir Path data;
    private Path directory;

    @BeforeEach
    void writeMessages() throws IOException {
        directory = data.resolve("log");
        try (CommitLog log = open()) {
            for (int i = 0; i < MESSAGES; i++) {
                log.append(message("number " + i + " of many", 60_000), 1);
                log.write();
                log.flush();
            }
        }
    }

    @Test
    void startIsRefusedAndTellsPlaceLossAndTheCommandThatCutsThere() throws IOException {
        Path last = segments().get(segments().size() - 1);
        long damagedAt = damage(last, "number 36 of many");
        Path checkpoint = directory.resolve("checkpoint");
        Files.write(checkpoint, new byte[(int) Files.size(checkpoint)]); // an unclean stop

        assertThat(startGateway()).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString())
                .contains(last + " is damaged at byte ")
                .contains("offset 36")
                .contains("1 records cannot be read, cutting there loses 4")
                .contains("bin/sluice log dump " + directory + " --all --from 35")
                .contains("bin/sluice log cut " + directory + " --at 36");
        assertThat(damagedAt).isGreaterThan(told("is damaged at byte (\\d+)"));
    }

    @Test
    void theNamedCommandCutsKeepsTheFilesAndLetsTheGatewayStart() throws IOException {
        Path second = segments().get(1);
        byte[] before = Files.readAllBytes(second);
        damage(second, "number 20 of many");
        byte[] damaged = Files.readAllBytes(second);
        assertThat(run("log", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);

        assertThat(run(namedCommand())).isEqualTo(ExitCode.DONE);

        Path kept = directory.resolve("cut-at-20");
        assertThat(out.toString()).contains("what was there is in " + kept);
        assertThat(kept.resolve(second.getFileName())).hasBinaryContent(damaged);
        assertThat(before).isNotEqualTo(damaged);
        assertThat(run("log", "verify", directory.toString())).isEqualTo(ExitCode.DONE);
        assertThat(offsets()).hasSize(20).endsWith(19L);
    }

    @Test
    void aSegmentWithADamagedHeaderIsNamedAndCanBeCut() throws IOException {
        Path second = segments().get(1);
        flip(second, 20);

        assertThat(startGateway()).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(second + " is damaged at byte 0");
        String[] command = namedCommand();
        assertThat(run(command)).isEqualTo(ExitCode.DONE);

        long offset = Long.parseLong(command[command.length - 1]);
        assertThat(offsets()).hasSize((int) offset).endsWith(offset - 1);
    }

    @Test
    void whereNothingCanBeKeptAnEmptyLogIsLeftThatGivesNoOffsetTwice() throws IOException {
        for (Path segment : segments()) {
            flip(segment, 20);
        }

        assertThat(startGateway()).isEqualTo(ExitCode.FAILED);
        assertThat(run(namedCommand())).isEqualTo(ExitCode.DONE);

        assertThat(offsets()).isEmpty();
        try (CommitLog log = open()) {
            assertThat(log.append(message("new", 10), 1)).isGreaterThanOrEqualTo(MESSAGES);
            log.write();
        }
        assertThat(offsets()).hasSize(1);
        assertThat(directory.resolve("cut-at-0")).isDirectoryContaining(file -> true);
    }

    @Test
    void damageAtTheVeryFirstMessageCanBeCutToo() throws IOException {
        damage(segments().get(0), "number 0 of many");

        assertThat(run("log", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("cutting there loses " + MESSAGES);
        assertThat(run(namedCommand())).isEqualTo(ExitCode.DONE);

        assertThat(offsets()).isEmpty();
    }

    @Test
    void aCutBehindTheDamageIsRefusedAndChangesNothing() throws IOException {
        damage(segments().get(0), "number 3 of many");

        assertThat(run("log", "cut", directory.toString(), "--at", "10"))
                .isEqualTo(ExitCode.FAILED);

        assertThat(err.toString()).contains("damaged before offset 10, at offset 3");
        assertThat(directory.resolve("cut-at-10")).doesNotExist();
    }

    @Test
    void aFolderWithoutALogIsNotCut() {
        assertThat(run("log", "cut", data.resolve("none").toString(), "--at", "1")).isEqualTo(1);
        assertThat(data.resolve("none")).doesNotExist();
        assertThat(run("log", "cut", directory.toString(), "--at", "-1")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aDamagedSnapshotIsNamedAndCanBeDropped() throws IOException {
        Path state = data.resolve("state");
        new SnapshotStore(state).write(7, 3, new byte[1024]);
        Path snapshot = state.resolve("state-007.snap");
        flip(snapshot, 40);

        assertThat(startGateway()).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(snapshot + " is damaged at byte 28");
        assertThat(run("log", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(run(namedCommand())).isEqualTo(ExitCode.DONE);

        assertThat(state.resolve("state-007.snap.damaged")).exists();
        assertThat(run("log", "verify", directory.toString())).isEqualTo(ExitCode.DONE);
        assertThat(new SnapshotStore(state).read(7).offset()).isZero();
        assertThat(run("log", "drop-snapshot", directory.toString(), state + "/other"))
                .isEqualTo(ExitCode.FAILED);
    }

    private CommitLog open() throws IOException {
        LogConfig config =
                new LogConfig(directory, MIB, MIB / 4, 64L * MIB, Duration.ofDays(1), 0, 1, 0);
        return CommitLog.open(
                config,
                LogFiles.onDisk(),
                Clock.systemUTC(),
                new LogMetrics(new CollectorRegistry()));
    }

    private List<Long> offsets() throws IOException {
        try (CommitLog log = open();
                LogReader reader = log.reader()) {
            List<Long> offsets = new ArrayList<>();
            long at = log.firstOffset();
            while (at < log.endOffset()) {
                LogChunk chunk = reader.read(at, MIB);
                add(chunk, offsets);
                at = chunk.endOffset();
            }
            return offsets;
        }
    }

    private static void add(LogChunk chunk, List<Long> offsets) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordLayout.type(bytes, at) == RecordType.PUBLISH) {
                offsets.add(RecordLayout.offset(bytes, at));
            }
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .filter(DamagedLogTest::holdsRecords)
                    .sorted()
                    .toList();
        }
    }

    private static boolean holdsRecords(Path segment) {
        try {
            return new String(Files.readAllBytes(segment), StandardCharsets.ISO_8859_1)
                    .contains("number ");
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Turns over a bit where this text stands; where that is. */
    private static long damage(Path segment, String text) throws IOException {
        long at =
                new String(Files.readAllBytes(segment), StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).isPositive();
        flip(segment, at);
        return at;
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int before = bytes.read();
            bytes.seek(at);
            bytes.write(before ^ 1);
        }
    }

    private static byte[] message(String text, int fillerBytes) {
        byte[] payload = (text + "x".repeat(fillerBytes)).getBytes(StandardCharsets.US_ASCII);
        int length = RecordLayout.HEADER_BYTES + 1 + payload.length;
        byte[] record = new byte[RecordLayout.aligned(length)];
        RecordLayout.writeHeader(record, 0, length, RecordType.PUBLISH, 1, 1, 0);
        record[RecordLayout.topicAt(0)] = 't';
        System.arraycopy(payload, 0, record, RecordLayout.payloadAt(record, 0), payload.length);
        return record;
    }

    private long told(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(err.toString());
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    /** What a person would copy from the screen. */
    private String[] namedCommand() {
        Matcher found = WAY_OUT.matcher(err.toString() + out);
        assertThat(found.find()).isTrue();
        return found.group(1).split(" ");
    }

    private int startGateway() {
        return run(
                new CommandLine(new RunCommand(CoreEngine::open)),
                "--set=listeners.mqtt.bind=127.0.0.1:0",
                "--set=listeners.stomp.bind=127.0.0.1:0",
                "--set=listeners.web.bind=127.0.0.1:0",
                "--set=listeners.admin.bind=127.0.0.1:0",
                "--set=log.segment-bytes=4MiB",
                "--set=log.record-bytes-max=1MiB",
                "--set=data-dir=" + data);
    }

    private int run(String... arguments) {
        return run(Commands.commandLine(), arguments);
    }

    private int run(CommandLine commands, String... arguments) {
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }
}
