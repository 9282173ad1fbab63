package io.sluice.gateway.cli.bench;

/**
 * When a publisher's messages are due. In a closed loop always: the windows alone hold it back. In
 * an open loop each has its moment, from which its latency counts, however late it was sent: a
 * broker that makes us wait does not look better for it.
 *
 * @param startNanos the moment of the first, on the clock of {@link System#nanoTime()}
 * @param intervalNanos time between two, or 0 for the closed loop
 */
record Pace(long startNanos, double intervalNanos) {
    boolean isOpen() {
        return intervalNanos > 0;
    }

    /** How many may have been sent by now. */
    long due(long nowNanos) {
        if (!isOpen()) {
            return Long.MAX_VALUE;
        }
        return nowNanos < startNanos ? 0 : (long) ((nowNanos - startNanos) / intervalNanos) + 1;
    }

    long momentOf(long sequence) {
        return startNanos + (long) (sequence * intervalNanos);
    }
}
