package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that a reader met keeps the log from being opened again. */
final class KnownDamageTest {
    private static final int MESSAGES = 40;

    @TempDir Path directory;
    private LogFolder folder;

    @BeforeEach
    void fill() throws IOException {
        folder = new LogFolder(directory);
        try (CommitLog log = folder.open()) {
            log.prepare();
            for (int i = 0; i < MESSAGES; i++) {
                log.append(Records.message(new byte[100_000], 0), 1);
                log.write();
                log.prepare();
            }
        }
    }

    @Test
    void whatAReaderMetIsLookedForAtTheNextOpening() throws IOException {
        for (Path segment : List.of(segments().get(1), segments().get(3))) {
            turn(segment);
            CorruptLogException met = meet();

            assertThatThrownBy(folder::open)
                    .isInstanceOfSatisfying(
                            CorruptLogException.class,
                            again -> {
                                assertThat(again.file()).isEqualTo(met.file());
                                assertThat(again.position()).isEqualTo(met.position());
                                assertThat(again.offset()).isEqualTo(met.offset());
                            });

            turn(segment);
            folder.open().close();
        }
        assertThat(directory.resolve("damaged")).doesNotExist();
    }

    @Test
    void aNoteOfASegmentThatIsGoneIsForgotten() throws IOException {
        Files.writeString(directory.resolve("damaged"), "0000009999.seg");

        folder.open().close();

        assertThat(directory.resolve("damaged")).doesNotExist();
    }

    /** Reads all, and comes upon it. */
    private CorruptLogException meet() throws IOException {
        try (CommitLog log = folder.open()) {
            LogReader reader = log.reader();
            for (long at = 0; at < MESSAGES; ) {
                at = reader.read(at, 100_000).endOffset();
            }
        } catch (CorruptLogException met) {
            try (CommitLog log = folder.open()) {
                log.remember(met);
            }
            return met;
        }
        throw new AssertionError("it was read as if it were whole");
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
        }
    }

    private static void turn(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[250_000] ^= 1;
        Files.write(segment, bytes);
    }
}
