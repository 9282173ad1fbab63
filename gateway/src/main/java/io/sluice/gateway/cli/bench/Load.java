package io.sluice.gateway.cli.bench;

/**
 * What every publisher does.
 *
 * @param qos 0 to 2
 * @param payloadBytes length of a payload, at least {@link Stamp#BYTES}
 * @param window unacknowledged publications per publisher, 1 to 65535
 * @param lead how far a publisher may be ahead of its slowest receiver, in messages; 0 for no bound
 * @param ratePerSecond messages a second of all publishers together, or 0 for the closed loop
 * @param isKept whether the receivers' sessions outlive their connections
 */
record Load(int qos, int payloadBytes, int window, int lead, double ratePerSecond, boolean isKept) {
    private static final int WINDOW_MAX = 65_535;
    private static final int PAYLOAD_BYTES_MAX = 64 << 20;

    Load {
        require(qos >= 0 && qos <= 2, "--qos is 0, 1 or 2");
        require(
                payloadBytes >= Stamp.BYTES && payloadBytes <= PAYLOAD_BYTES_MAX,
                "--payload is 24 bytes to 64 MiB: every message carries its number and its time");
        require(window >= 1 && window <= WINDOW_MAX, "--window is 1 to 65535");
        require(lead >= 0, "--lead is 0 (no bound) or more");
        require(ratePerSecond >= 0, "--rate is 0 (as fast as the windows allow) or more");
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
