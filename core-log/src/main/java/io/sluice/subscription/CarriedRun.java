package io.sluice.subscription;

/**
 * Messages of one session that were carried forward together, in their order.
 *
 * @param first offset of the first message
 * @param last offset of the last
 * @param from where in the log the first of the records lies that carry them
 * @param to one behind the last of those
 */
public record CarriedRun(long first, long last, long from, long to) {}
