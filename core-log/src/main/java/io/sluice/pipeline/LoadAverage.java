package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Locale;

/**
 * How much of something there was per minute of late: averages that fade over one, five and fifteen
 * minutes, as Mosquitto and the load of a Unix machine have them.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class LoadAverage {
    static final int[] MINUTES = {1, 5, 15};

    private static final double NANOS_PER_MINUTE = 60e9;

    private final double[] averages = new double[MINUTES.length];
    private long lastTotal;
    private long lastNanos;

    LoadAverage(long startedNanos) {
        lastNanos = startedNanos;
    }

    /** The counter stands at {@code total} now. */
    void reached(long total, long nowNanos) {
        double elapsedMinutes = (nowNanos - lastNanos) / NANOS_PER_MINUTE;
        if (elapsedMinutes <= 0) {
            return;
        }
        double perMinute = (total - lastTotal) / elapsedMinutes;
        for (int i = 0; i < MINUTES.length; i++) {
            double fade = Math.exp(-elapsedMinutes / MINUTES[i]);
            averages[i] = perMinute + fade * (averages[i] - perMinute);
        }
        lastTotal = total;
        lastNanos = nowNanos;
    }

    /**
     * The average, to two places.
     *
     * @param minutes one of {@link #MINUTES}
     */
    String over(int minutes) {
        for (int i = 0; i < MINUTES.length; i++) {
            if (MINUTES[i] == minutes) {
                return String.format(Locale.ROOT, "%.2f", averages[i]);
            }
        }
        throw new IllegalArgumentException("no average over " + minutes + " minutes");
    }
}
