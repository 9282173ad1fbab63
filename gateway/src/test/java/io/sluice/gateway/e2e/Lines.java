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
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TAIL_COUNT), lines.size()));
    }

    /**
     * What {@code pattern} found in the lines, one find a line: {@code count} of them or more, or
     * fewer if the lines ended before, or the time did.
     */
    synchronized List<MatchResult> await(Pattern pattern, int count, Duration limit) {
        List<MatchResult> found = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            int next = find(pattern, 0, found);
            long leftMs = limit.toMillis();
            while (found.size() < count && !ended && leftMs > 0) {
                wait(leftMs);
                next = find(pattern, next, found);
                leftMs = (deadline - System.nanoTime()) / 1_000_000;
            }
            return found;
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while waiting for output", stopped);
        }
    }

    /** Adds the finds in the lines from {@code first} on; says where to go on. */
    private int find(Pattern pattern, int first, List<MatchResult> found) {
        for (String line : lines.subList(first, lines.size())) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                found.add(matcher.toMatchResult());
            }
        }
        return lines.size();
    }
}
