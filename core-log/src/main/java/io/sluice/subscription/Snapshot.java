package io.sluice.subscription;

/**
 * One shard of the state as it was kept.
 *
 * @param offset the image holds the effect of all records below
 * @param image empty if the shard was never kept
 */
public record Snapshot(long offset, byte[] image) {
    static final Snapshot NONE = new Snapshot(0, new byte[0]);
}
