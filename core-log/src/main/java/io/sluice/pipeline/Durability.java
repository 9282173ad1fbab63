package io.sluice.pipeline;

/** What a receipt promises: {@code log.durability}. */
public enum Durability {
    /** The record is on the disk. */
    FSYNC,
    /** The record was written; the disk is asked at an interval. */
    INTERVAL,
    /** The record was written; the kernel decides. */
    OS
}
