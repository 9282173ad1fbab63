package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records whose writing was cut short, and of records that were damaged. */
final class TornTailTest {
    private static final Path DIRECTORY = Path.of("log");
    private static final Path SEGMENT = DIRECTORY.resolve("0000000001.seg");

    private final MemoryFiles files = new MemoryFiles();
    private int durableEnd;
    private int lastBatch;
    private int end;

    /** Two records that are on the disk and whose being so is told, and one batch that is not. */
    @BeforeEach
    void writeLog() throws IOException {
        CommitLog log = open(files);
        Records.append(log, "one", "two");
        log.write();
        log.flush();
        durableEnd = position(log);
        Records.append(log, "three");
        log.write();
        lastBatch = position(log);
        log.append(Records.messages("four", "five"), 2);
        log.append(Records.group("six", "seven"), 2);
        log.write();
        end = position(log);
    }

    @Test
    void aBatchTornAtAnyByteIsKeptUpToItsLastWholeRecord() throws IOException {
        List<String> all = List.of("one", "two", "three", "four", "five", "six", "seven");
        int kept = 3;
        for (int torn = lastBatch; torn < end; torn++) {
            MemoryFiles after = files.afterKill();
            erase(after, torn, end);

            try (CommitLog log = open(after)) {
                List<String> found = Records.texts(log);
                assertThat(found).isEqualTo(all.subList(0, found.size()));
                assertThat(found.size()).isGreaterThanOrEqualTo(kept).isNotEqualTo(6);
                assertThat(log.recovery().clean()).isFalse();
                kept = found.size();
            }
        }
        assertThat(kept).isEqualTo(7);
    }

    @Test
    void aTornTailIsReplacedByNewRecordsForGood() throws IOException {
        for (int torn = lastBatch; torn < end; torn += 8) {
            MemoryFiles after = files.afterKill();
            erase(after, torn, torn + 8);
            CommitLog log = open(after);
            List<String> before = Records.read(log, 0);
            Records.append(log, "new");
            log.write();
            long offset = log.endOffset() - 1;

            try (CommitLog again = open(after.afterKill())) {
                assertThat(Records.read(again, 0))
                        .startsWith(before.toArray(String[]::new))
                        .endsWith(offset + "=new")
                        .hasSize(before.size() + 1);
                assertThat(offset).isGreaterThanOrEqualTo(LogRecovery.LEAP);
            }
        }
    }

    @Test
    void aRecordDamagedBelowTheDurableEndKeepsTheLogClosed() throws IOException {
        int damagedBits = 0;
        for (int at = SegmentLayout.PAGE_BYTES; at < durableEnd - BatchEnd.BYTES; at++) {
            MemoryFiles after = files.afterKill();
            flip(after, at);
            if (isPadding(at)) {
                continue;
            }
            damagedBits++;

            assertThatThrownBy(() -> open(after))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("0000000001.seg is damaged at byte")
                    .hasMessageMatching(".*where offset [01] should be.*")
                    .hasMessageContaining("bin/sluice log verify");
        }
        assertThat(damagedBits).isGreaterThan(100);
    }

    @Test
    void damageBelowTheCheckpointIsFoundWhenItIsRead() throws IOException {
        MemoryFiles after = files.afterKill();
        try (CommitLog log = open(after)) {
            flip(after, SegmentLayout.PAGE_BYTES + RecordLayout.HEADER_BYTES);

            assertThatThrownBy(() -> Records.read(log, 0))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("byte 4096, where offset 0 should be");
        }
    }

    @Test
    void aDamagedHeaderKeepsTheLogClosed() throws IOException {
        for (int at = 0; at < 68; at++) {
            MemoryFiles after = files.afterKill();
            flip(after, at);

            assertThatThrownBy(() -> open(after))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("header");
        }
    }

    @Test
    void aMissingSegmentKeepsTheLogClosed() throws IOException {
        MemoryFiles several = files.afterKill();
        CommitLog log = open(several);
        for (int i = 0; i < 30; i++) {
            log.append(Records.message(new byte[100_000], 0), 1);
            log.write();
            log.flush();
        }
        log.checkpoint();
        List<Path> segments =
                several.list(DIRECTORY).stream()
                        .filter(file -> file.toString().endsWith(".seg"))
                        .filter(file -> baseOffset(several, file) > log.firstOffset())
                        .toList();
        assertThat(segments).hasSizeGreaterThan(2);

        for (Path file : segments) {
            MemoryFiles after = several.afterKill();
            after.delete(file);
            assertThatThrownBy(() -> open(after))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("missing");
        }
        for (Path file : segments.subList(0, segments.size() - 1)) {
            MemoryFiles after = several.afterKill();
            after.delete(file);
            after.delete(DIRECTORY.resolve(CheckpointFile.NAME));
            assertThatThrownBy(() -> open(after))
                    .as("told by what comes behind it")
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("missing");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096})
    void aTornCheckpointLosesNothing(int torn) throws IOException {
        MemoryFiles after = files.afterKill();
        Path checkpoint = DIRECTORY.resolve(CheckpointFile.NAME);
        after.open(checkpoint).write(ByteBuffer.allocate(56), torn);

        try (CommitLog opened = open(after)) {
            assertThat(Records.texts(opened)).hasSize(7);
        }
    }

    private boolean isPadding(int at) throws IOException {
        RecordWalk walk =
                new RecordWalk(
                        files.open(SEGMENT),
                        SegmentLayout.header(page(files, SEGMENT)).salt(),
                        SegmentLayout.PAGE_BYTES,
                        end,
                        0);
        while (walk.next()) {
            int length = RecordLayout.length(walk.bytes(), walk.at());
            if (at >= walk.position() + length && at < walk.nextPosition()) {
                return true;
            }
        }
        return false;
    }

    private static long baseOffset(MemoryFiles files, Path file) {
        try {
            return SegmentLayout.header(page(files, file)).baseOffset();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static ByteBuffer page(MemoryFiles files, Path file) throws IOException {
        ByteBuffer page = SegmentLayout.page();
        files.open(file).readAll(page, 0);
        return page;
    }

    private static int position(CommitLog log) throws IOException {
        return log.writtenPosition();
    }

    private static void erase(MemoryFiles files, int from, int to) throws IOException {
        files.open(SEGMENT).write(ByteBuffer.allocate(to - from), from);
    }

    private static void flip(MemoryFiles files, int at) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        files.open(SEGMENT).read(one, at);
        one.put(0, (byte) (one.get(0) ^ 1)).clear();
        files.open(SEGMENT).write(one, at);
    }

    private static CommitLog open(MemoryFiles files) throws IOException {
        return new LogFolder(DIRECTORY).on(files).open();
    }
}
