package io.sluice.gateway.cli.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, turned into an orderly end: the command is told to end, and has {@link #PATIENCE_SECONDS}
 * to print what it holds and to say goodbye. Then the process exits with 0.
 */
public final class Interruption {
    private static final int PATIENCE_SECONDS = 5;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /**
     * @param ending tells the command to end; runs on a thread of its own
     */
    public Interruption(Runnable ending) {
        hook = new Thread(() -> end(ending), "sluice-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The command has ended, one way or the other. */
    public void over() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            ended.countDown();
        }
    }

    private void end(Runnable ending) {
        ending.run();
        try {
            if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }
}
