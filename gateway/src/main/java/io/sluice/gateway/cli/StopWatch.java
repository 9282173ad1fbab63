package io.sluice.gateway.cli;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a stop has an end, whatever hangs: closed in time, it does nothing. */
final class StopWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopWatch.class);

    private Thread watching = new Thread();

    /**
     * From now on the process has this long to close what is open; then it ends with the number.
     */
    void start(Duration patience, int exitCode) {
        watching = new Thread(() -> watch(patience, exitCode), "sluice-stop-watch");
        watching.setDaemon(true);
        watching.start();
    }

    private static void watch(Duration patience, int exitCode) {
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException closed) {
            return;
        }
        LOG.error("Stopping took longer than {}; the process ends now", patience);
        Runtime.getRuntime().halt(exitCode == ExitCode.DONE ? ExitCode.FAILED : exitCode);
    }

    /** Everything was closed. */
    @Override
    public void close() {
        watching.interrupt();
    }
}
