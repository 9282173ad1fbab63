package io.sluice.pipeline;

/**
 * How far one session, group or queue is behind, counted exactly.
 *
 * @param waiting messages that it is to get and was not sent; what has expired does not count
 * @param unacknowledged messages that were sent and are not finished
 * @param records records of the log, of all kinds, between its cursor and the end
 * @param seconds since the oldest of these messages was stored; 0 if there is none
 */
public record Lag(long waiting, int unacknowledged, long records, double seconds) {
    /** All that is not finished. */
    public long messages() {
        return waiting + unacknowledged;
    }
}
