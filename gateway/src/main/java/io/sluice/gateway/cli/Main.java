package io.sluice.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.gateway.CoreEngine;
import java.io.PrintWriter;

/**
 * Where the process begins. A gateway that is asked for nothing but settings starts at once; for
 * all else the command line is read by picocli, which takes as long as a gateway takes to start.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(
                PlainRun.of(arguments).map(Main::run).orElseGet(() -> Commands.execute(arguments)));
    }

    private static int run(ConfigOptions options) {
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, UTF_8);
        return new Foreground(CoreEngine::open, out, err).run(options::load);
    }
}
