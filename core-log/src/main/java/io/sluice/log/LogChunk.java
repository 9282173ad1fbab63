package io.sluice.log;

/**
 * Whole, verified records of a row, as they lie in the log. Records without an offset (PAD,
 * BATCH_END) may stand among them. The bytes never change and may be shared.
 *
 * @param from where the first record begins
 * @param to one behind the last record, padding included
 * @param baseOffset the offset that was asked for, or the first that the log still holds if that is
 *     later: then what lies between is gone. The first record's own offset may be higher than this,
 *     behind a leap.
 * @param endOffset where to read on
 */
public record LogChunk(byte[] bytes, int from, int to, long baseOffset, long endOffset) {
    private static final byte[] NOTHING = {};

    static LogChunk empty(long baseOffset, long endOffset) {
        return new LogChunk(NOTHING, 0, 0, baseOffset, endOffset);
    }

    public boolean isEmpty() {
        return from == to;
    }

    LogChunk beginningAt(long offset) {
        return new LogChunk(bytes, from, to, offset, endOffset);
    }
}
