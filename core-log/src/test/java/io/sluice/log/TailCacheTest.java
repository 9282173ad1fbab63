package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served from memory, and how little of it is kept. */
final class TailCacheTest {
    private static final int RECORD_BYTES = Records.message("x").length;

    @TempDir Path directory;
    private final TailCache tail = new TailCache(4 * RECORD_BYTES);

    @Test
    void theAppendedArrayItselfIsServed() throws IOException {
        LogFolder folder = new LogFolder(directory).withTailCache(1 << 20);
        try (CommitLog log = folder.open()) {
            byte[] records = Records.messages("one", "two", "three");
            log.append(records, 3);
            log.write();

            LogChunk chunk = log.reader().read(1, 10_000);

            assertThat(chunk.bytes()).isSameAs(records);
            assertThat(Records.text(chunk.bytes(), chunk.from())).isEqualTo("two");
            assertThat(chunk.to()).isEqualTo(records.length);
            assertThat(chunk.endOffset()).isEqualTo(3);
        }
    }

    @Test
    void whatIsAskedForInSmallPartsComesInSmallParts() {
        tail.add(Records.messages("1", "2", "3"), 0, 3);
        tail.publish();

        LogChunk one = tail.chunk(1, 1);
        LogChunk two = tail.chunk(0, 2 * RECORD_BYTES);

        assertThat(one.endOffset()).isEqualTo(2);
        assertThat(one.to() - one.from()).isEqualTo(RECORD_BYTES);
        assertThat(two.endOffset()).isEqualTo(2);
    }

    @Test
    void theOldestGoWhenThereAreTooManyBytes() {
        for (int offset = 0; offset < 10; offset++) {
            tail.add(Records.message("x"), offset, 1);
            tail.publish();
        }

        assertThat(tail.chunk(5, 1000).isEmpty()).isTrue();
        assertThat(tail.chunk(6, 1000).baseOffset()).isEqualTo(6);
        assertThat(tail.chunk(9, 1000).endOffset()).isEqualTo(10);
        assertThat(tail.chunk(10, 1000).isEmpty()).isTrue();
    }

    @Test
    void theOldestGoWhenThereAreTooMany() {
        TailCache large = new TailCache(1 << 30);
        byte[] record = Records.message("x");
        for (int offset = 0; offset < 40_000; offset++) {
            large.add(record, offset, 1);
        }
        large.publish();

        assertThat(large.chunk(40_000 - (1 << 15) - 1, 1000).isEmpty()).isTrue();
        assertThat(large.chunk(40_000 - (1 << 15), 1000).isEmpty()).isFalse();
    }

    @Test
    void whatIsNotPublishedIsNotServed() {
        tail.add(Records.message("1"), 0, 1);

        assertThat(tail.chunk(0, 1000).isEmpty()).isTrue();
    }

    @Test
    void anArrayLargerThanTheCacheIsPassedOver() {
        tail.add(Records.message("1"), 0, 1);
        tail.add(new byte[100 * RECORD_BYTES], 1, 1);
        tail.add(Records.message("3"), 2, 1);
        tail.publish();

        assertThat(tail.chunk(1, 1000).isEmpty()).isTrue();
        assertThat(tail.chunk(2, 1000).endOffset()).isEqualTo(3);
    }
}
