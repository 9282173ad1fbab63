package io.sluice.stomp;

import static io.sluice.stomp.StompConfig.require;

import java.time.Duration;

/**
 * The heart-beats that we agree to. Keys {@code stomp.heart-beat.*}.
 *
 * @param min the shortest period, in either direction, 100 ms to {@code max}
 * @param max the longest period that we offer, to 1 h
 */
public record HeartBeatRange(Duration min, Duration max) {
    public HeartBeatRange {
        require(min.toMillis() >= 100 && min.compareTo(max) <= 0, "heart-beat.min", min);
        require(max.compareTo(Duration.ofHours(1)) <= 0, "heart-beat.max", max);
    }

    /** 1 s to 10 min. */
    public static HeartBeatRange defaults() {
        return new HeartBeatRange(Duration.ofSeconds(1), Duration.ofMinutes(10));
    }
}
