package io.sluice.log;

/**
 * What was found when the log was opened, and what was done about it.
 *
 * @param clean whether it had been closed in peace
 * @param firstOffset of the oldest record held
 * @param endOffset one behind the last record that was kept
 * @param nextOffset that the next record gets: higher than {@code endOffset} after an unclean stop
 * @param recordsCopied how many records at the end were not known to be on the disk and were
 *     written anew
 * @param bytesCut of records at the end that had begun but were not whole
 * @param tookMs how long the opening took
 */
public record Recovery(
        boolean clean,
        long firstOffset,
        long endOffset,
        long nextOffset,
        long recordsCopied,
        long bytesCut,
        long tookMs) {
    /** How many offsets are left out, so that none ever names two messages. */
    public long leap() {
        return nextOffset - endOffset;
    }
}
