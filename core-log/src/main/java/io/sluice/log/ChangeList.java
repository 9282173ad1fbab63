package io.sluice.log;

import java.util.Arrays;

/**
 * Records that may change state, noted one behind the other: where they lie in the segment, and
 * copies of them as long as these are few. Belongs to who made it.
 */
final class ChangeList {
    /** Where there is more, to read them at their places is no slower. */
    private static final int COPIES_BYTES_MAX = 512 << 10;

    private static final int COPIES_BYTES_MIN = 1 << 10;

    private final PositionList positions = new PositionList();
    private byte[] copies = new byte[COPIES_BYTES_MIN];
    private int copiesBytes;
    private boolean isCopied = true;
    private long firstTimeMs = -1;

    /** Looks at the next record that has an offset, whole and sealed; it lies at this position. */
    void see(byte[] bytes, int at, int position) {
        if (firstTimeMs < 0) {
            firstTimeMs = RecordLayout.storeTimeMs(bytes, at);
        }
        if (RecordLayout.mayChangeState(bytes, at)) {
            positions.add(position);
            copy(bytes, at);
        }
    }

    private void copy(byte[] bytes, int at) {
        int length = RecordLayout.next(bytes, at) - at;
        isCopied &= length <= COPIES_BYTES_MAX - copiesBytes;
        if (!isCopied) {
            copiesBytes = 0;
            return;
        }
        if (length > copies.length - copiesBytes) {
            copies = Arrays.copyOf(copies, Math.max(2 * copies.length, copiesBytes + length));
        }
        System.arraycopy(bytes, at, copies, copiesBytes, length);
        copiesBytes += length;
    }

    /** When the first record that was seen was stored; -1 if there was none. */
    long firstTimeMs() {
        return firstTimeMs;
    }

    PositionList positions() {
        return positions;
    }

    /** Copies of all of them in the first {@link #copiesBytes}; none if they were too many. */
    byte[] copies() {
        return copies;
    }

    int copiesBytes() {
        return copiesBytes;
    }
}
