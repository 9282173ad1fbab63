package io.sluice.subscription;

/**
 * Up to where all connected sessions of a shard have come that are not told of one by one, and how
 * many times that was said. It never goes back. A session catches up with it when somebody looks,
 * so a healthy session costs nothing.
 */
final class SafePoint {
    private long offset;
    private int round;

    long offset() {
        return offset;
    }

    int round() {
        return round;
    }

    void moveTo(long next) {
        offset = Math.max(offset, next);
        round++;
    }
}
