package io.sluice.pipeline;

import io.sluice.lane.Crossing;

/**
 * How many bytes of one loop's messages lie on the ring. The loop counts what it claims, the flush
 * lane what it lets go; each writes only its own number.
 */
@Crossing
final class RingBytes {
    private final long bytesMax;
    private long claimed;
    private long releasing;
    private volatile long released;
    private volatile long claimedSeen;

    RingBytes(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** On the loop. One request may overshoot: a bound that refused it would refuse it for ever. */
    boolean hasRoom() {
        return claimed - released < bytesMax;
    }

    /** On the loop. */
    void claimed(int bytes) {
        if (bytes > 0) {
            claimed += bytes;
            claimedSeen = claimed;
        }
    }

    /** On the flush lane. */
    void release(int bytes) {
        releasing += bytes;
    }

    /** On the flush lane, once a batch. */
    void publishReleased() {
        if (released != releasing) {
            released = releasing;
        }
    }

    boolean isHalfFree() {
        return claimedSeen - released <= bytesMax / 2;
    }
}
