package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Crossing;
import java.util.concurrent.CompletableFuture;

/**
 * The first fault of a run, which ends it. Told by any event loop, asked by the thread that leads
 * the run; a future inside.
 */
@Crossing
final class Faults {
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    void tell(CommandFault fault) {
        first.completeExceptionally(fault);
    }

    /** Throws the first fault, if there was one. */
    void check() {
        if (first.isDone()) {
            throw (CommandFault) first.handle((nothing, fault) -> fault).join();
        }
    }
}
