package io.sluice.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is told to move, forwards or back. */
public final class ManualClock extends Clock {
    private volatile long nowMs;

    public ManualClock(long nowMs) {
        this.nowMs = nowMs;
    }

    public void advance(Duration by) {
        nowMs += by.toMillis();
    }

    public void set(long timeMs) {
        nowMs = timeMs;
    }

    @Override
    public long millis() {
        return nowMs;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs);
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
