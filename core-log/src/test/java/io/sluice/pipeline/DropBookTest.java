package io.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.Drop;
import io.sluice.broker.DropLedger;
import io.sluice.broker.DropReason;
import io.sluice.log.FaultyFiles;
import io.sluice.log.LogFiles;
import io.sluice.log.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of dropped messages after a restart. */
final class DropBookTest {
    private static final int ENTRIES_MAX = 10;

    @TempDir Path folder;
    private final ManualClock clock = new ManualClock(1_000_000);
    private final FaultyFiles files = new FaultyFiles(LogFiles.onDisk());
    private DropLedger ledger;
    private DropBook book;

    @BeforeEach
    void start() {
        ledger = new DropLedger(ENTRIES_MAX, Duration.ofHours(24), clock);
        book = new DropBook(folder, files, ledger);
        book.keep();
    }

    @Test
    void entriesOutliveTheProcess() {
        ledger.add(expired("mqtt:a\tb\\n\n", 7));
        ledger.add(Drop.published(DropReason.DISK_FULL, "stomp:ä", "t/ü", 3));
        book.keep();
        List<DropLedger.Entry> told = newest();

        start();

        assertThat(newest()).isEqualTo(told);
    }

    @Test
    void anEntryThatGoesOnIsOneAfterwardsToo() {
        for (int offset = 0; offset < 5; offset++) {
            ledger.add(expired("mqtt:a", offset));
            book.keep();
        }

        start();

        assertThat(newest()).hasSize(1);
        assertThat(newest().get(0).drop().count()).isEqualTo(5);
        assertThat(newest().get(0).drop().covers(4)).isTrue();
    }

    @Test
    void sumsAgreeWithWhatIsKept() {
        ledger.add(expired("mqtt:a", 1));
        ledger.add(expired("mqtt:b", 1));
        book.keep();
        start();
        for (int client = 0; client < ENTRIES_MAX - 1; client++) {
            ledger.add(expired("mqtt:" + client, 2));
        }

        DropLedger.Sum sum = ledger.sums().get(0);

        assertThat(sum).isEqualTo(new DropLedger.Sum(DropReason.EXPIRED, 9, 2, 1));
        long kept = newest().stream().mapToLong(entry -> entry.drop().count()).sum();
        assertThat(kept).isEqualTo(sum.total() + sum.before() - sum.forgotten());
    }

    @Test
    void whatIsTooOldIsNotToldAgain() {
        ledger.add(expired("mqtt:a", 1));
        book.keep();
        clock.advance(Duration.ofHours(24));

        start();

        assertThat(newest()).isEmpty();
        assertThat(ledger.sums()).isEmpty();
    }

    @Test
    void aTornLineCostsItselfOnly() throws IOException {
        ledger.add(expired("mqtt:a", 1));
        book.keep();
        Files.writeString(file(), "12345678\ttorn", StandardOpenOption.APPEND);

        start();
        ledger.add(expired("mqtt:b", 2));
        book.keep();
        start();

        assertThat(newest())
                .extracting(entry -> entry.drop().client())
                .containsExactly("mqtt:b", "mqtt:a");
    }

    @Test
    void aLineThatWasChangedCountsForNothing() throws IOException {
        ledger.add(expired("mqtt:a", 1));
        ledger.add(expired("mqtt:b", 2));
        book.keep();
        Files.writeString(file(), Files.readString(file()).replace("mqtt:a", "mqtt:x"));

        start();

        assertThat(newest()).extracting(entry -> entry.drop().client()).containsExactly("mqtt:b");
    }

    @Test
    void theFileStaysSmall() throws IOException {
        for (int client = 0; client < 100 * ENTRIES_MAX; client++) {
            ledger.add(expired("mqtt:" + client, 1));
            book.keep();

            assertThat(Files.readAllLines(file())).hasSizeLessThanOrEqualTo(2 * ENTRIES_MAX);
        }
    }

    @Test
    void aDiskThatIsFullCostsTheFileAndNothingElse() throws IOException {
        files.full(true);
        ledger.add(expired("mqtt:a", 1));
        book.keep();
        files.full(false);
        ledger.add(expired("mqtt:b", 2));
        book.keep();

        assertThat(newest()).hasSize(2);
        assertThat(Files.readAllLines(file())).hasSize(1);
    }

    private List<DropLedger.Entry> newest() {
        return ledger.newest(drop -> true, 100);
    }

    private Path file() {
        return folder.resolve("drops.txt");
    }

    private static Drop expired(String client, long offset) {
        return Drop.delivery(DropReason.EXPIRED, client, offset);
    }
}
