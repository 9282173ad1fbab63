package io.sluice.pipeline;

import java.util.Arrays;

/**
 * How many sessions are how many records behind the end. Does not change once it is made.
 *
 * @param sessions counts by upper bound, the last without one
 * @param records all their lags together
 */
record LagCounts(long[] sessions, long records) {
    /** Upper bounds, in records. */
    static final long[] BOUNDS = {0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    static final LagCounts NONE = LagCounts.of(new long[0], 0);

    /** Counts the first {@code count} of these lags. */
    static LagCounts of(long[] lags, int count) {
        long[] sessions = new long[BOUNDS.length + 1];
        long records = 0;
        for (int i = 0; i < count; i++) {
            int place = Arrays.binarySearch(BOUNDS, lags[i]);
            sessions[place >= 0 ? place : -place - 1]++;
            records += lags[i];
        }
        return new LagCounts(sessions, records);
    }

    LagCounts plus(LagCounts others) {
        long[] sum = sessions.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += others.sessions[i];
        }
        return new LagCounts(sum, records + others.records);
    }
}
