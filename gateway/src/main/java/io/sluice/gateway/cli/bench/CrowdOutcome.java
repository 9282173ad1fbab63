package io.sluice.gateway.cli.bench;

import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How fast connections were taken, and what they cost.
 *
 * @param filters to which they subscribed, all together
 * @param tookNanos from the first dialling to the last that was let in
 * @param grownBytes by how much the broker's memory grew, 0 if it was not watched
 * @param openNanos from dialling to being let in
 */
record CrowdOutcome(
        Plan plan,
        int connections,
        int filters,
        long tookNanos,
        long grownBytes,
        Histogram openNanos)
        implements Outcome {

    @Override
    public void print(PrintWriter out) {
        out.printf("connections, %s at %s%n", plan.protocol(), plan.address());
        out.printf("Opened     %,15d  %,13.0f a second%n", connections, perSecond());
        out.printf(
                "Opening    p50 %s  p90 %s  p99 %s  max %s%n",
                Report.time(openNanos.getValueAtPercentile(50)),
                Report.time(openNanos.getValueAtPercentile(90)),
                Report.time(openNanos.getValueAtPercentile(99)),
                Report.time(openNanos.getMaxValue()));
        if (filters > 0) {
            out.printf("Subscribed %,15d  %,13.0f a second%n", filters, filtersPerSecond());
        }
        if (grownBytes != 0) {
            out.printf("Broker     %,.0f bytes a connection%n", bytesEach());
        }
        if (grownBytes != 0 && filters > 0) {
            out.printf("           %,.0f bytes a filter%n", bytesPerFilter());
        }
        out.println("Checks     all were let in, and stayed");
    }

    @Override
    public String json() {
        return String.format(
                Locale.ROOT,
                "{\"address\":\"%s\",\"connections\":%d,\"openedPerSecond\":%.1f,"
                        + "\"openMicros\":{\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f},"
                        + "\"brokerBytesEach\":%.1f,\"filters\":%d,\"filtersPerSecond\":%.1f,"
                        + "\"brokerBytesPerFilter\":%.1f,\"checks\":{\"good\":true}}",
                plan.address(),
                connections,
                perSecond(),
                openNanos.getValueAtPercentile(50) / 1e3,
                openNanos.getValueAtPercentile(99) / 1e3,
                openNanos.getMaxValue() / 1e3,
                bytesEach(),
                filters,
                filtersPerSecond(),
                bytesPerFilter());
    }

    @Override
    public boolean isGood() {
        return true; // one that is refused or lost ends the run
    }

    private double perSecond() {
        return connections * 1e9 / tookNanos;
    }

    private double filtersPerSecond() {
        return filters * 1e9 / tookNanos;
    }

    private double bytesPerFilter() {
        return filters == 0 ? 0 : (double) grownBytes / filters;
    }

    private double bytesEach() {
        return connections == 0 ? 0 : (double) grownBytes / connections;
    }
}
