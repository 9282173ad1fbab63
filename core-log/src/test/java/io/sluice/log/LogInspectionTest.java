package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tools say of a log that no gateway has open. */
final class LogInspectionTest {
    @TempDir Path directory;
    private LogFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = new LogFolder(directory.resolve("log"));
    }

    @Test
    void aWholeLogIsVerified() throws IOException {
        writeSegments(30);

        assertThat(verify()).isEmpty();
    }

    @Test
    void aLogThatWasKilledIsNotDamaged() throws IOException {
        CommitLog log = folder.open();
        log.append(Records.messages("one", "two"), 2);
        log.write();
        log.flush();
        log.append(Records.messages("three", "four"), 2);
        log.write();
        LogFolder killed = folder.copiedTo(directory.resolve("killed"));
        LogFolder.overwrite(killed.segments().get(0), log.writtenPosition() - 90, new byte[90]);

        assertThat(verify(killed.path())).isEmpty();
        log.close();
    }

    @Test
    void figuresAreSaidOfEachSegment() throws IOException {
        writeSegments(30);

        LogSummary summary = stat();

        assertThat(summary.closed()).isTrue();
        assertThat(summary.firstOffset()).isZero();
        assertThat(summary.endOffset()).isEqualTo(30);
        assertThat(summary.durableEnd()).isEqualTo(30);
        assertThat(summary.segments()).hasSizeGreaterThan(2);
        assertThat(summary.segments().get(0).sealed()).isTrue();
        assertThat(summary.segments().get(0).baseTimeMs()).isEqualTo(1_000_000);
        assertThat(summary.segments().get(1).baseOffset())
                .isEqualTo(summary.segments().get(0).endOffset());
        assertThat(summary.segments().get(0).recordBytes()).isBetween(900_000L, 1_048_576L);
        assertThat(summary.bytes()).isEqualTo(summary.segments().size() * 1_048_576L);
    }

    @Test
    void everyRecordIsSaidInALine() throws IOException {
        try (CommitLog log = folder.open()) {
            log.append(
                    Records.message(
                            "warm\n\u001b[2J".getBytes(UTF_8),
                            1
                                    | RecordLayout.FLAG_RETAIN
                                    | RecordLayout.FLAG_BODY_UTF8
                                    | RecordLayout.ORIGIN_MQTT),
                    1);
            log.append(Records.message(new byte[] {1, (byte) 0xFE}, 0), 1);
            log.write();
        }

        assertThat(dump(0, true).lines())
                .containsExactly(
                        "0\t1970-01-01T00:16:40Z\tpublish\tqos1,retain,text,mqtt"
                                + "\tplant/1/temperature\tproperties=0\tpayload=9"
                                + "\twarm\\u000a\\u001b[2J",
                        "1\t1970-01-01T00:16:40Z\tpublish\tqos0"
                                + "\tplant/1/temperature\tproperties=0\tpayload=2\t01fe",
                        "2\t1970-01-01T00:16:40Z\tbatch-end\tqos0\tdurable-end=0");
        assertThat(dump(1, false).lines())
                .containsExactly(
                        "1\t1970-01-01T00:16:40Z\tpublish\tqos0"
                                + "\tplant/1/temperature\tproperties=0\tpayload=2",
                        "2\t1970-01-01T00:16:40Z\tbatch-end\tqos0\tdurable-end=0");
    }

    @Test
    void damageIsSaidWithPlaceAndLoss() throws IOException {
        writeSegments(30);
        LogSummary.Part second = stat().segments().get(1);
        LogFolder.flip(second.file(), SegmentLayout.PAGE_BYTES + 100_000);

        List<Damage> damages = verify();

        long offset = second.baseOffset();
        assertThat(damages).hasSize(1);
        assertThat(damages.get(0).file()).isEqualTo(second.file());
        assertThat(damages.get(0).offset()).isBetween(offset, offset + 1);
        assertThat(damages.get(0).position()).isGreaterThanOrEqualTo(SegmentLayout.PAGE_BYTES);
        assertThat(damages.get(0).unreadable()).isEqualTo(1);
        assertThat(damages.get(0).lostByCut()).isEqualTo(30 - damages.get(0).offset());
        assertThat(damages.get(0).toString()).contains("1 records cannot be read");
        assertThat(dump(0, false).lines().filter(line -> line.contains("publish"))).hasSize(29);
    }

    @Test
    void damageOfTheLastSegmentIsSaidToo() throws IOException {
        writeSegments(5);
        LogFolder.flip(folder.segments().get(0), SegmentLayout.PAGE_BYTES + 50);

        assertThat(verify()).hasSize(1).first().extracting(Damage::offset).isEqualTo(0L);
    }

    @Test
    void damagedHeadersAreSaid() throws IOException {
        writeSegments(30);
        LogFolder.flip(folder.segments().get(1), 20);

        assertThat(verify())
                .hasSizeGreaterThanOrEqualTo(1)
                .anySatisfy(damage -> assertThat(damage.what()).contains("header"));
    }

    @Test
    void aSegmentWhoseSealIsDamagedIsReadToItsEndAllTheSame() throws IOException {
        writeSegments(30);
        for (LogSummary.Part part : stat().segments()) {
            LogFolder.flip(part.file(), 2048 + 20);
        }

        try (CommitLog log = folder.open()) {
            assertThat(Records.read(log, 0)).hasSize(30);
            assertThat(log.recovery().clean()).isFalse();
        }
        try (CommitLog log = folder.open()) {
            assertThat(Records.read(log, 0)).hasSize(30);
        }
        assertThat(verify()).isEmpty();
    }

    @Test
    void aDamagedLogOpensAgainWhenItWasCutThere() throws IOException {
        writeSegments(30);
        LogSummary.Part second = stat().segments().get(1);
        LogFolder.flip(second.file(), SegmentLayout.PAGE_BYTES + 250_000);
        long offset = verify().get(0).offset();

        LogCut.at(offset, folder.path(), LogFiles.onDisk());

        assertThat(verify()).isEmpty();
        try (CommitLog log = folder.open()) {
            assertThat(Records.read(log, 0)).hasSize((int) offset);
            assertThat(log.endOffset()).isGreaterThan(30);
            Records.append(log, "new");
            log.write();
            assertThat(Records.read(log, offset)).hasSize(1);
        }
        try (CommitLog log = folder.open()) {
            assertThat(log.recovery().clean()).isTrue();
            assertThat(Records.texts(log)).hasSize((int) offset + 1).endsWith("new");
        }
    }

    @Test
    void aSegmentWithADamagedHeaderIsPutAsideByACut() throws IOException {
        writeSegments(30);
        LogSummary before = stat();
        LogFolder.flip(before.segments().get(1).file(), 20);
        long offset = before.segments().get(0).endOffset();

        LogCut.at(offset, folder.path(), LogFiles.onDisk());

        try (CommitLog log = folder.open()) {
            assertThat(Records.read(log, 0)).hasSize((int) offset);
        }
        Path damaged = before.segments().get(1).file();
        assertThat(folder.path().resolve("cut-at-" + offset).resolve(damaged.getFileName()))
                .exists();
    }

    @Test
    void aCutBehindDamageIsRefused() throws IOException {
        writeSegments(5);
        LogFolder.flip(folder.segments().get(0), SegmentLayout.PAGE_BYTES + 50);

        assertThatThrownBy(() -> LogCut.at(3, folder.path(), LogFiles.onDisk()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("damaged before offset 3, at offset 0");
    }

    @Test
    void anOpenLogIsNotCut() throws IOException {
        try (CommitLog log = folder.open()) {
            Records.append(log, "one", "two");
            log.write();

            assertThatThrownBy(() -> LogCut.at(1, folder.path(), LogFiles.onDisk()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process");
        }
    }

    @Test
    void aFolderWithoutALogIsSaid() throws IOException {
        Files.createDirectories(folder.path());

        assertThatThrownBy(() -> LogInspection.open(folder.path(), LogFiles.onDisk()))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no log");
    }

    private void writeSegments(int count) throws IOException {
        try (CommitLog log = folder.open()) {
            for (int i = 0; i < count; i++) {
                log.append(Records.message(new byte[100_000], 0), 1);
                log.write();
                log.flush();
            }
        }
    }

    private List<Damage> verify() throws IOException {
        return verify(folder.path());
    }

    private static List<Damage> verify(Path path) throws IOException {
        try (LogInspection log = LogInspection.open(path, LogFiles.onDisk())) {
            return log.verify();
        }
    }

    private LogSummary stat() throws IOException {
        try (LogInspection log = LogInspection.open(folder.path(), LogFiles.onDisk())) {
            return log.stat();
        }
    }

    private String dump(long from, boolean withPayload) throws IOException {
        StringBuilder text = new StringBuilder();
        try (LogInspection log = LogInspection.open(folder.path(), LogFiles.onDisk())) {
            log.dump(from, new RecordText(text, withPayload));
        }
        return text.toString();
    }
}
