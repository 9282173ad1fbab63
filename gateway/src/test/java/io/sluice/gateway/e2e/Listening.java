package io.sluice.gateway.e2e;

import java.util.List;
import java.util.regex.Pattern;

/** A client program that has subscribed, and prints what comes. */
record Listening(Program program) implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("^(ready$|Subscribed \\(mid)");

    /** Waits until the program's SUBSCRIBE is answered: what is published now, it must get. */
    static Listening to(Program program) {
        program.await(READY);
        return new Listening(program);
    }

    /** The first messages, as many as asked for; more may have come. */
    List<Received> first(int count) {
        return program.awaitMany(Received.LINE, count).stream().map(Received::of).toList();
    }

    Received first() {
        return first(1).get(0);
    }

    /** Ends the program in its own way, with DISCONNECT. */
    void leaves() {
        program.terminate();
    }

    /** Ends the program by SIGKILL: the kernel closes its socket, nobody says goodbye. */
    void isLost() {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}
