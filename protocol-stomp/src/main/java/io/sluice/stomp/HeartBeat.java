package io.sluice.stomp;

import java.util.Optional;

/**
 * The heart-beats that both sides have agreed to, in milliseconds; 0 for none in that direction.
 *
 * @param offerSendMs what we say that we can do
 * @param offerExpectMs what we say that we would like
 * @param expectMs how often the client sends at least: what it can do and what we like, the longer
 */
record HeartBeat(long offerSendMs, long offerExpectMs, long expectMs) {
    static final HeartBeat NONE = new HeartBeat(0, 0, 0);

    /** Agrees with a client, or empty if its header cannot be read: {@code can,likes}. */
    static Optional<HeartBeat> agree(String header, HeartBeatRange range) {
        if (header.isEmpty()) {
            return Optional.of(NONE);
        }
        int comma = header.indexOf(',');
        if (comma < 0) {
            return Optional.empty();
        }
        long can = period(header.substring(0, comma).strip());
        long likes = period(header.substring(comma + 1).strip());
        if (can < 0 || likes < 0) {
            return Optional.empty();
        }
        long expect = can == 0 ? 0 : Math.max(can, range.min().toMillis());
        return Optional.of(new HeartBeat(within(range, likes), within(range, can), expect));
    }

    /** The value of our own header. */
    String offer() {
        return offerSendMs + "," + offerExpectMs;
    }

    /** Silence of our own after which we send something: half the period. 0: never. */
    long sendAfterMs() {
        return offerSendMs / 2;
    }

    /** Silence after which the client is taken for dead: twice the period. 0: never. */
    long deadAfterMs() {
        return 2 * expectMs;
    }

    private static long within(HeartBeatRange range, long period) {
        return period == 0
                ? 0
                : Math.min(Math.max(period, range.min().toMillis()), range.max().toMillis());
    }

    private static long period(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(text);
    }
}
