package io.sluice.pipeline;

import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import java.util.BitSet;

/**
 * An answer that waits for the disk, in a chain of those of one slot. Made by the log lane, read by
 * the flush lane, given on the event loop.
 */
final class Due {
    private static final BitSet NONE = new BitSet();

    /** The end of each chain. */
    static final Due NOTHING = new Due(null, Receipt.NONE, -1, 0, null, NONE);

    private final LoopIngress ingress;
    private final Receipt receipt;
    private final long firstOffset;
    private final long endOffset;
    private final Refusal refusal;
    private final BitSet refused;
    private Due next;

    private Due(
            LoopIngress ingress,
            Receipt receipt,
            long firstOffset,
            long endOffset,
            Refusal refusal,
            BitSet refused) {
        this.ingress = ingress;
        this.receipt = receipt;
        this.firstOffset = firstOffset;
        this.endOffset = endOffset;
        this.refusal = refusal;
        this.refused = refused;
    }

    /**
     * A receipt.
     *
     * @param endOffset the durable end must reach this before it may be given; 0: at once
     */
    static Due stored(LoopIngress ingress, Receipt receipt, long firstOffset, long endOffset) {
        return new Due(ingress, receipt, firstOffset, endOffset, null, NONE);
    }

    static Due refused(LoopIngress ingress, Receipt receipt, Refusal why) {
        return new Due(ingress, receipt, -1, 0, why, NONE);
    }

    /** A receipt for some messages of a parcel, and a refusal of the others. */
    static Due parted(
            LoopIngress ingress,
            Receipt receipt,
            long firstOffset,
            long endOffset,
            BitSet refused,
            Refusal why) {
        return new Due(ingress, receipt, firstOffset, endOffset, why, refused);
    }

    LoopIngress ingress() {
        return ingress;
    }

    long endOffset() {
        return endOffset;
    }

    /** The answer behind this one, {@link #NOTHING} at the end. */
    Due next() {
        return next == null ? NOTHING : next;
    }

    void follow(Due later) {
        next = later;
    }

    /** On the event loop. */
    void give() {
        if (refusal == null) {
            receipt.stored(firstOffset);
        } else if (!refused.isEmpty()) {
            receipt.parted(firstOffset, refused, refusal);
        } else {
            receipt.refused(refusal);
        }
    }
}
