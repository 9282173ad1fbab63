package io.sluice.log;

/**
 * Where the log ends, in one regard: written, or on the disk.
 *
 * @param position one behind the last byte of the segment
 * @param endOffset one behind the last record
 * @param timeMs when the last record was stored
 */
record Place(Segment segment, int position, long endOffset, long timeMs) {}
