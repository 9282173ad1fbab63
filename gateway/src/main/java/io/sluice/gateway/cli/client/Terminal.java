package io.sluice.gateway.cli.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The place where a person watches long work. Progress is one line of standard error that is drawn
 * over and over; in a pipe or a file nothing is drawn.
 */
public final class Terminal {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream screen;
    private final boolean watched;
    private boolean drawn;

    Terminal(PrintStream screen, boolean watched) {
        this.screen = screen;
        this.watched = watched;
    }

    public static Terminal standardError() {
        return new Terminal(System.err, isTerminal() && !"dumb".equals(System.getenv("TERM")));
    }

    /** Whether somebody watches; if not, there is no need to compose a line. */
    public boolean isWatched() {
        return watched;
    }

    public void draw(String line) {
        if (watched) {
            screen.print(CLEAR_LINE + line);
            screen.flush();
            drawn = true;
        }
    }

    /** Takes the line away, so that what is printed next begins at the left. */
    public void clear() {
        if (drawn) {
            screen.print(CLEAR_LINE);
            screen.flush();
            drawn = false;
        }
    }

    // System.console() asks for standard input and output too, and from Java 22 on says yes in
    // pipes.
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return false;
        }
    }
}
