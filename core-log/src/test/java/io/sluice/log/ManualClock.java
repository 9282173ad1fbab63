package io.sluice.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move, forwards or back. */
public final class ManualClock extends Clock {
    private final AtomicLong nowMs;

    public ManualClock(long nowMs) {
        this.nowMs = new AtomicLong(nowMs);
    }

    public void advance(Duration by) {
        nowMs.addAndGet(by.toMillis());
    }

    public void set(long timeMs) {
        nowMs.set(timeMs);
    }

    @Override
    public long millis() {
        return nowMs.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
