package io.sluice.subscription;

import io.sluice.lane.Crossing;
import java.util.concurrent.atomic.AtomicLong;

/** A number that one lane changes, without a fence, and any lane reads. */
@Crossing
final class Tally {
    private final AtomicLong value = new AtomicLong();

    long value() {
        return value.get();
    }

    /** Only by the one lane that owns what is counted. */
    void add(long difference) {
        value.lazySet(value.getPlain() + difference);
    }
}
