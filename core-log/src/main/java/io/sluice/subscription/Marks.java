package io.sluice.subscription;

import java.util.Arrays;

/**
 * Up to where the shards of the state hold, though their images are older: what the log has between
 * an image and its mark changes nothing of that shard. So a shard that does not change is not
 * written again. Holds only with the images that it was made for, or newer ones.
 *
 * @param offset made when the log ended here; good once the log is durable up to here
 * @param nextRef no session's reference from here on was given out
 * @param heldTo for each shard, the first offset whose record may concern it
 * @param imageOffsets for each shard, the offset of the image that this was made for
 * @param safeOffsets for each shard, what was said of its connected sessions between the image and
 *     {@code heldTo}; -1 if nothing was
 */
public record Marks(
        long offset, int nextRef, long[] heldTo, long[] imageOffsets, long[] safeOffsets) {
    /** Nothing is known: every shard holds to where its image does. */
    static final Marks NONE =
            new Marks(0, 0, new long[Shards.COUNT], noImages(), new long[Shards.COUNT]);

    /** Up to where a shard holds whose image on the disk holds to {@code imageOffset}. */
    long heldTo(int shard, long imageOffset) {
        return isOf(shard, imageOffset) ? Math.max(imageOffset, heldTo[shard]) : imageOffset;
    }

    /** Whether it says something of a shard with this image. */
    boolean isOf(int shard, long imageOffset) {
        return imageOffset >= imageOffsets[shard];
    }

    private static long[] noImages() {
        long[] none = new long[Shards.COUNT];
        Arrays.fill(none, Long.MAX_VALUE);
        return none;
    }
}
