package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which settings of the log are taken. */
final class LogConfigTest {
    private static final int MIB = 1 << 20;

    @Test
    void defaultsAreTaken() {
        assertThat(LogConfig.in(Path.of("log")).segmentBytes()).isEqualTo(256 * MIB);
    }

    @Test
    void whatIsOutOfRangeIsRefusedByName() {
        refused("segment-bytes", MIB - 1, 1000, 10L * MIB, 1, 0, 2, 0);
        refused("segment-bytes", MIB + 1, 1000, 10L * MIB, 1, 0, 2, 0);
        refused("record-bytes-max", MIB, MIB, 10L * MIB, 1, 0, 2, 0);
        refused("record-bytes-max", MIB, 47, 10L * MIB, 1, 0, 2, 0);
        refused("retain-bytes-max", MIB, 1000, MIB, 1, 0, 2, 0);
        refused("retain-for", MIB, 1000, 10L * MIB, 0, 0, 2, 0);
        refused("free-bytes-min", MIB, 1000, 10L * MIB, 1, -1, 2, 0);
        refused("spares-kept", MIB, 1000, 10L * MIB, 1, 0, 0, 0);
        refused("tail-cache-bytes", MIB, 1000, 10L * MIB, 1, 0, 2, -1);
    }

    private static void refused(
            String key,
            int segmentBytes,
            int recordBytesMax,
            long retainBytesMax,
            int retainDays,
            long freeBytesMin,
            int sparesKept,
            int tailCacheBytes) {
        assertThatThrownBy(
                        () ->
                                new LogConfig(
                                        Path.of("log"),
                                        segmentBytes,
                                        recordBytesMax,
                                        retainBytesMax,
                                        Duration.ofDays(retainDays),
                                        freeBytesMin,
                                        sparesKept,
                                        tailCacheBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("log." + key);
    }
}
