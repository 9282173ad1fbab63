package io.sluice.subscription;

import java.util.Arrays;

/**
 * The parts into which state is cut for its snapshots, and up to where in the log each of them was
 * loaded: a record counts for a shard only if it lies at or behind that offset. Live, it always
 * does. A shard also knows since when it differs from its last image.
 */
final class Shards {
    /** How many there are: on disk for good. */
    static final int COUNT = 1 << Shards.BITS;

    /** In place of a shard: all are as their images. */
    static final int NONE = -1;

    private static final int BITS = 7;
    private static final int SPREAD = 0x9E3779B1; // odd, so that no two fall together
    private static final long NOT_SAID = -1;
    private static final long UNCHANGED = Long.MAX_VALUE;

    private final long[] heldTo = new long[COUNT];
    private final long[] changedAt = new long[COUNT];
    private final long[] safeBefore = new long[COUNT];
    private final long[] imageOffsets = new long[COUNT];
    private final int[] imageRounds = new int[COUNT];
    private final Standing[] unkept = new Standing[COUNT];
    private final SafePoint[] safePoints = new SafePoint[COUNT];
    private long changes;

    /**
     * How a shard stands to an image of it.
     *
     * @param safeOffset what was said of its connected sessions since the image and below {@code
     *     changedAt}, or {@link #NOT_SAID}
     */
    private record Standing(long changedAt, long safeOffset, long imageOffset, int imageRound) {}

    Shards() {
        Arrays.fill(changedAt, UNCHANGED);
        Arrays.setAll(safePoints, i -> new SafePoint());
    }

    /** The shard of a session. */
    static int ofSession(int ref) {
        return ref & COUNT - 1;
    }

    /**
     * Tells the sessions of one shard apart, as a hash: references are given out in a row, and
     * these must not come out in one, or whoever is taken out of a table has all of them looked at.
     */
    static int withinShard(int ref) {
        return (ref >>> BITS) * SPREAD;
    }

    /** A shard for what is only in memory. */
    static int ofHash(int hash) {
        return hash >>> -BITS;
    }

    /** The shard of a retained message. */
    static int ofTopic(byte[] utf8, int from, int length) {
        return Hash.stable(utf8, from, length) & COUNT - 1;
    }

    /**
     * Whether the record at {@code offset} is not in the shard already. If so, who asks changes the
     * shard by it.
     */
    boolean takes(int shard, long offset) {
        if (offset < heldTo[shard]) {
            return false;
        }
        if (changedAt[shard] == UNCHANGED) {
            changedAt[shard] = offset;
            safeBefore[shard] = saidSinceImage(shard);
        }
        changes++;
        return true;
    }

    /** Says of all shards that have not heard it where their healthy sessions go on reading. */
    void moveSafePoints(long safeOffset, long offset) {
        for (int shard = 0; shard < COUNT; shard++) {
            if (offset >= heldTo[shard]) {
                safePoints[shard].moveTo(safeOffset);
            }
        }
    }

    SafePoint safePoint(int shard) {
        return safePoints[shard];
    }

    /** How often records have changed shards. */
    long changes() {
        return changes;
    }

    /** The shard was loaded: it holds the effect of all records that the marks say. */
    void loaded(int shard, long imageOffset, Marks marks) {
        imageOffsets[shard] = imageOffset;
        imageRounds[shard] = safePoints[shard].round();
        heldTo[shard] = marks.heldTo(shard, imageOffset);
        boolean goesOn = heldTo[shard] > imageOffset;
        if (goesOn && marks.safeOffsets()[shard] != NOT_SAID) {
            safePoints[shard].moveTo(marks.safeOffsets()[shard]);
        }
    }

    /** An image was made that holds the effect of all records below {@code offset}. */
    void imaged(int shard, long offset) {
        if (unkept[shard] == null) {
            unkept[shard] = standing(shard);
        }
        changedAt[shard] = UNCHANGED;
        imageOffsets[shard] = offset;
        imageRounds[shard] = safePoints[shard].round();
    }

    /** The image that holds to this offset is on the disk. */
    void kept(int shard, long offset) {
        if (imageOffsets[shard] == offset) {
            unkept[shard] = null;
        }
    }

    /** Images that are not on the disk will never be. */
    void forgetImages() {
        for (int shard = 0; shard < COUNT; shard++) {
            Standing before = unkept[shard];
            if (before != null) {
                changedAt[shard] = before.changedAt();
                safeBefore[shard] = before.safeOffset();
                imageOffsets[shard] = before.imageOffset();
                imageRounds[shard] = before.imageRound();
                unkept[shard] = null;
            }
        }
    }

    /** The shard that has differed from its image for the longest, or {@link #NONE}. */
    int longestChanged() {
        int oldest = 0;
        for (int shard = 1; shard < COUNT; shard++) {
            if (changedAt[shard] < changedAt[oldest]) {
                oldest = shard;
            }
        }
        return changedAt[oldest] == UNCHANGED ? NONE : oldest;
    }

    /** What holds of all shards now, with the images that are on the disk. */
    Marks marks(long nextOffset, int nextRef) {
        Marks marks =
                new Marks(nextOffset, nextRef, new long[COUNT], new long[COUNT], new long[COUNT]);
        for (int shard = 0; shard < COUNT; shard++) {
            Standing standing = unkept[shard] == null ? standing(shard) : unkept[shard];
            marks.heldTo()[shard] = Math.min(nextOffset, standing.changedAt());
            marks.imageOffsets()[shard] = standing.imageOffset();
            marks.safeOffsets()[shard] = standing.safeOffset();
        }
        return marks;
    }

    private Standing standing(int shard) {
        boolean hasChanged = changedAt[shard] != UNCHANGED;
        long safeOffset = hasChanged ? safeBefore[shard] : saidSinceImage(shard);
        return new Standing(changedAt[shard], safeOffset, imageOffsets[shard], imageRounds[shard]);
    }

    private long saidSinceImage(int shard) {
        SafePoint safe = safePoints[shard];
        return safe.round() == imageRounds[shard] ? NOT_SAID : safe.offset();
    }

    /** From where the log must be read, so that every shard gets what it has not. */
    long oldest() {
        return Arrays.stream(heldTo).min().orElse(0);
    }
}
