package io.sluice.log;

/**
 * The log in figures, as of a moment.
 *
 * @param bytes that the segments take on the disk, spares not counted
 * @param segments that hold records
 * @param spares held ready
 * @param firstOffset of the oldest segment
 * @param endOffset one behind the last readable record
 * @param durableEnd one behind the last record known to be on the disk
 * @param failed whether the disk has failed
 */
public record LogStatus(
        long bytes,
        int segments,
        int spares,
        long firstOffset,
        long endOffset,
        long durableEnd,
        boolean failed) {}
