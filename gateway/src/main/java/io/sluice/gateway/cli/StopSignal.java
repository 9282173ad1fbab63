package io.sluice.gateway.cli;

import io.sluice.lane.Crossing;
import java.util.concurrent.CompletableFuture;

/** Why the gateway is to stop: somebody asked, or it failed. Whoever says so first is heard. */
@Crossing
final class StopSignal {
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    void asked() {
        exitCode.complete(ExitCode.DONE);
    }

    void failed() {
        exitCode.complete(ExitCode.FAULT);
    }

    /** Waits for it, and says what the process is to end with. */
    int await() {
        return exitCode.join();
    }
}
