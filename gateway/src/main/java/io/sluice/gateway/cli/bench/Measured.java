package io.sluice.gateway.cli.bench;

/**
 * What a run found between the end of its warm-up and its end.
 *
 * @param tookNanos the time measured
 * @param published handed to sockets in that time
 * @param delivered that came to receivers in that time
 * @param tally latencies of that time, and the counts of the whole run
 * @param verdict on the whole run
 * @param usage what it cost
 */
record Measured(
        long tookNanos, long published, long delivered, Tally tally, Verdict verdict, Usage usage) {

    /**
     * What the processes used meanwhile.
     *
     * @param brokerCpuNanos processor time of the broker, 0 if it was not watched
     * @param brokerBytes its memory at the end
     * @param ownCpuNanos processor time of the load tool
     */
    record Usage(long brokerCpuNanos, long brokerBytes, long ownCpuNanos) {}

    double publishedPerSecond() {
        return published * 1e9 / tookNanos;
    }

    double deliveredPerSecond() {
        return delivered * 1e9 / tookNanos;
    }

    /**
     * Messages the broker handled to somebody: deliveries, or publications where nobody listens.
     */
    long handled() {
        return delivered > 0 ? delivered : published;
    }

    double brokerCpuMicrosEach() {
        return handled() == 0 ? 0 : usage.brokerCpuNanos() / 1e3 / handled();
    }
}
