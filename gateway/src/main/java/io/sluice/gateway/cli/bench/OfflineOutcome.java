package io.sluice.gateway.cli.bench;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How fast messages went in while their receivers were away, and out when they came back.
 *
 * @param kind how they got them
 * @param storeNanos from the first message to the last acknowledgement
 * @param drainNanos from the receivers' dialling to the last delivery
 * @param stored messages published
 */
record OfflineOutcome(
        Plan plan,
        OfflineRun.Kind kind,
        long storeNanos,
        long drainNanos,
        long stored,
        Verdict verdict)
        implements Outcome {

    @Override
    public void print(PrintWriter out) {
        out.println(kind.name().toLowerCase(Locale.ROOT) + " " + plan.title());
        out.printf("Stored     %,15d  %,13.0f msg/s%n", stored, storedPerSecond());
        out.printf("Drained    %,15d  %,13.0f msg/s%n", verdict.received(), drainedPerSecond());
        out.println("Checks     " + verdict);
    }

    @Override
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"address\":\"%s\",\"qos\":%d,\"stored\":%d,\"storedPerSecond\":%.1f,"
                        + "\"drained\":%d,\"drainedPerSecond\":%.1f,\"checks\":{\"good\":%b,"
                        + "\"lost\":%d,\"doubled\":%d,\"disordered\":%d}}",
                plan.address(),
                plan.load().qos(),
                stored,
                storedPerSecond(),
                verdict.received(),
                drainedPerSecond(),
                isGood(),
                verdict.lost(),
                verdict.doubled(),
                verdict.disordered());
    }

    @Override
    public boolean isGood() {
        return verdict.isGood();
    }

    private double storedPerSecond() {
        return stored * 1e9 / storeNanos;
    }

    private double drainedPerSecond() {
        return verdict.received() * 1e9 / drainNanos;
    }
}
