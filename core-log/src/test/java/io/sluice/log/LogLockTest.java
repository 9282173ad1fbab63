package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One log belongs to one process. */
final class LogLockTest {
    private static final int OPENED = 10;
    private static final int REFUSED = 11;

    @TempDir Path directory;

    @Test
    void aSecondProcessIsRefusedWhileTheFirstHasTheLog() throws Exception {
        try (CommitLog log = new LogFolder(directory.resolve("log")).open()) {
            assertThat(log.endOffset()).isZero();

            assertThat(openElsewhere()).isEqualTo(REFUSED);
        }
        assertThat(openElsewhere()).isEqualTo(OPENED);
    }

    private int openElsewhere() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherProcess.class.getName(),
                                directory.resolve("log").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return other.exitValue();
    }

    /** Tries to open the log and says by its exit code how that went. */
    static final class OtherProcess {
        public static void main(String[] folder) {
            System.exit(tryToOpen(Path.of(folder[0])));
        }

        private static int tryToOpen(Path folder) {
            try (CommitLog log = new LogFolder(folder).open()) {
                return log.endOffset() == 0 ? OPENED : 1;
            } catch (IOException refused) {
                return REFUSED;
            }
        }

        private OtherProcess() {}
    }
}
