package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.lane.Crossing;
import java.util.concurrent.CompletableFuture;

/**
 * Where a connection stands in its life, for those who wait for it: futures, which its event loop
 * completes. A connection that goes before it was told to is a fault of the run.
 */
@Crossing
final class Presence {
    private final String name;
    private final Faults faults;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile boolean leaving;

    Presence(String name, Faults faults) {
        this.name = name;
        this.faults = faults;
    }

    /** Done when the broker has let us in, and a receiver's subscription stands. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Done when the socket is closed. */
    CompletableFuture<Void> whenGone() {
        return gone;
    }

    void arrived() {
        ready.complete(null);
    }

    /** From now on its going is no fault. */
    void leaves() {
        leaving = true;
    }

    void unreachable(CommandFault why) {
        ready.completeExceptionally(why);
        gone.complete(null);
    }

    /** The socket is closed, or is about to be. */
    void gone(String why) {
        if (!leaving) {
            leaving = true;
            String message = "%s: %s; see the broker's log".formatted(name, why);
            CommandFault fault =
                    ready.isDone()
                            ? CommandFault.failed(message)
                            : CommandFault.cannotConnect(message);
            ready.completeExceptionally(fault);
            faults.tell(fault);
        }
        gone.complete(null);
    }
}
