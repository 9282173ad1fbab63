package io.sluice.broker;

import java.util.BitSet;

/**
 * The broker's answer to one request, called once, on the event loop of the {@link Ingress} that
 * took the request. Answers to one ingress come in the order of the requests.
 */
public interface Receipt {
    /** For those who do not ask. Costs no hop and no wait for the disk. */
    Receipt NONE =
            new Receipt() {
                @Override
                public void stored(long firstOffset) {}

                @Override
                public void refused(Refusal why) {}

                @Override
                public void parted(long firstOffset, BitSet refused, Refusal why) {}
            };

    /**
     * The request holds as {@code log.durability} promises.
     *
     * @param firstOffset offset of its first record, or -1 if it wrote none
     */
    void stored(long firstOffset);

    /** Nothing of the request was done. */
    void refused(Refusal why);

    /**
     * Of a parcel that is not atomic, some messages hold as promised and some were refused.
     *
     * @param firstOffset offset of the first record that is stored, or -1
     * @param refused which messages were not, counting from 0 in the parcel's order
     */
    default void parted(long firstOffset, BitSet refused, Refusal why) {
        throw new IllegalStateException("a parcel was parted whose receipt knows of no parts");
    }
}
