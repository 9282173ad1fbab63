package io.sluice.log;

import java.util.concurrent.TimeUnit;

/** What the parts of an opening took, one after the other, for whoever reads the debug log. */
public final class Phases {
    private final StringBuilder told = new StringBuilder();
    private final long startedNanos = System.nanoTime();
    private long endedNanos = startedNanos;

    /** This part has just ended. */
    public void ended(String phase) {
        long now = System.nanoTime();
        told.append(told.length() == 0 ? "" : ", ")
                .append(phase)
                .append(' ')
                .append(TimeUnit.NANOSECONDS.toMillis(now - endedNanos))
                .append(" ms");
        endedNanos = now;
    }

    /** Milliseconds of all of them. */
    public long totalMs() {
        return TimeUnit.NANOSECONDS.toMillis(endedNanos - startedNanos);
    }

    @Override
    public String toString() {
        return told.toString();
    }
}
