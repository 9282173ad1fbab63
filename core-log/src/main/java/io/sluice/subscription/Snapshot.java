package io.sluice.subscription;

/**
 * One shard of the state as it was kept.
 *
 * @param offset the image holds the effect of all records below
 * @param bytes not to be changed any more: what is loaded lies in them
 * @param imageAt where in them the image begins; it is empty if the shard was never kept
 */
public record Snapshot(long offset, byte[] bytes, int imageAt) {
    static final Snapshot NONE = new Snapshot(0, new byte[0], 0);

    int imageBytes() {
        return bytes.length - imageAt;
    }

    StateReader image() {
        return new StateReader().on(bytes, imageAt, imageBytes());
    }
}
