package io.sluice.gateway.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that a program printed. One thread adds them, others wait for them. */
final class Lines {
    private static final int TAIL_COUNT = 60;

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized List<String> all() {
        return List.copyOf(lines);
    }

    synchronized String tail() {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_COUNT), lines.size()));
    }

    /**
     * What {@code pattern} found in the lines, one find a line: {@code count} of them or more, or
     * fewer if the lines ended before, or the time did.
     */
    synchronized List<MatchResult> await(Pattern pattern, int count, Duration limit) {
        List<MatchResult> found = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        int next = 0;
        while (true) {
            for (; next < lines.size(); next++) {
                Matcher matcher = pattern.matcher(lines.get(next));
                if (matcher.find()) {
                    found.add(matcher.toMatchResult());
                }
            }
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (found.size() >= count || ended || leftMs <= 0) {
                return found;
            }
            waitFor(leftMs);
        }
    }

    private void waitFor(long ms) {
        try {
            wait(ms);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while waiting for output", stopped);
        }
    }
}
