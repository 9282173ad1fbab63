package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.Terminal;

/** The line that a person watches while load runs. */
final class Progress {
    private static final long EVERY_NANOS = 100_000_000;
    private static final int BAR = 24;

    private final Terminal terminal;
    private long drawnNanos;
    private long drawnMessages;
    private double rate;

    Progress(Terminal terminal) {
        this.terminal = terminal;
        drawnNanos = System.nanoTime();
    }

    /** Whether it is time to look again. */
    boolean isDue() {
        return System.nanoTime() - drawnNanos >= EVERY_NANOS;
    }

    void say(String what) {
        terminal.draw(what);
    }

    void draw(Plan plan, Tally now, long tookNanos) {
        if (!terminal.isWatched() || !isDue()) {
            return;
        }
        Span span = plan.span();
        double part =
                span.isCounted()
                        ? (double) now.published() / span.messages()
                        : tookNanos / (double) span.warmup().plus(span.duration()).toNanos();
        long messages = now.delivered() > 0 ? now.delivered() : now.published();
        long nanos = System.nanoTime();
        rate = (messages - drawnMessages) * 1e9 / (nanos - drawnNanos);
        drawnNanos = nanos;
        drawnMessages = messages;
        boolean warming = !span.isCounted() && tookNanos < span.warmup().toNanos();
        terminal.draw(
                "%s %3.0f %%  %,13.0f msg/s%s"
                        .formatted(
                                bar(part), 100 * clamp(part), rate, warming ? "  warming up" : ""));
    }

    void done() {
        terminal.clear();
    }

    private static String bar(double part) {
        int full = (int) (clamp(part) * BAR);
        return "█".repeat(full) + "░".repeat(BAR - full);
    }

    private static double clamp(double part) {
        return Math.max(0, Math.min(1, part));
    }
}
