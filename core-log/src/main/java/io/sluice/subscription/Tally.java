package io.sluice.subscription;

import io.sluice.lane.Crossing;

/** A number that one lane changes and any lane reads. */
@Crossing
final class Tally {
    private volatile long value;

    long value() {
        return value;
    }

    /** Only by the one lane that owns what is counted. */
    void add(long difference) {
        long before = value;
        value = before + difference;
    }
}
