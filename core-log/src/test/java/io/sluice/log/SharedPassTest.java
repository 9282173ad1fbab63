package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those for whom one reader reads the same place share what it has read. */
final class SharedPassTest {
    private static final int MESSAGES = 1_000;
    private static final int READ_BYTES = 10_000;

    @TempDir Path directory;
    private final FaultyFiles files = new FaultyFiles(LogFiles.onDisk());
    private final AtomicInteger reads = new AtomicInteger();
    private CommitLog log;
    private LogReader reader;

    @BeforeEach
    void fill() throws IOException {
        log = new LogFolder(directory).on(files).open();
        for (int i = 0; i < MESSAGES; i++) {
            log.append(Records.message("message " + i), 1);
        }
        log.write();
        reader = log.reader();
        files.atRead(reads::incrementAndGet);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    @Test
    void theSecondAtTheSamePlaceCostsNoRead() throws IOException {
        LogChunk first = reader.read(100, READ_BYTES);
        int before = reads.get();

        LogChunk second = reader.read(100, READ_BYTES);

        assertThat(reads.get()).isEqualTo(before);
        assertThat(second.bytes()).isSameAs(first.bytes());
        assertThat(second.endOffset()).isEqualTo(first.endOffset());
    }

    @Test
    void whoIsALittleFurtherGetsTheRestOfIt() throws IOException {
        LogChunk first = reader.read(100, READ_BYTES);

        LogChunk second = reader.read(107, READ_BYTES);

        assertThat(second.bytes()).isSameAs(first.bytes());
        assertThat(second.baseOffset()).isEqualTo(107);
        assertThat(Records.text(second.bytes(), second.from())).isEqualTo("message 107");
    }

    @Test
    void whoReadsOnGetsEveryMessageOnce() throws IOException {
        long at = 0;
        int found = 0;
        while (at < log.endOffset()) {
            reader.read(Math.max(0, at - 3), READ_BYTES);
            LogChunk chunk = reader.read(at, READ_BYTES);
            byte[] bytes = chunk.bytes();
            for (int i = chunk.from(); i < chunk.to(); i = RecordLayout.next(bytes, i)) {
                if (RecordLayout.type(bytes, i) == RecordType.PUBLISH) {
                    assertThat(Records.text(bytes, i)).isEqualTo("message " + found++);
                }
            }
            at = chunk.endOffset();
        }

        assertThat(found).isEqualTo(MESSAGES);
    }
}
