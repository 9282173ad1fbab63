package io.sluice.broker;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What was sent to a session and is not yet finished, in sending order: three arrays of one length.
 *
 * @param packetIds as sent
 * @param offsets which records
 * @param stages {@link #SENT_QOS1}, {@link #SENT_QOS2} or {@link #RECEIVED}
 */
public record Inflight(int[] packetIds, long[] offsets, byte[] stages) {
    /** A QoS 1 PUBLISH without its PUBACK. */
    public static final byte SENT_QOS1 = 1;

    /** A QoS 2 PUBLISH without its PUBREC. */
    public static final byte SENT_QOS2 = 2;

    /** PUBREC has come, PUBREL may be out, PUBCOMP has not come. */
    public static final byte RECEIVED = 3;

    public static final Inflight NONE = new Inflight(new int[0], new long[0], new byte[0]);

    public Inflight {
        if (packetIds.length != offsets.length || packetIds.length != stages.length) {
            throw new IllegalArgumentException("three lengths");
        }
    }

    public int count() {
        return packetIds.length;
    }

    /** Those of a stage that is wanted. */
    public Inflight where(IntPredicate wanted) {
        return at(IntStream.range(0, count()).filter(i -> wanted.test(stages[i])).toArray());
    }

    /** Those at these places. */
    public Inflight at(BitSet places) {
        return at(places.stream().toArray());
    }

    private Inflight at(int[] those) {
        Inflight found =
                new Inflight(new int[those.length], new long[those.length], new byte[those.length]);
        for (int i = 0; i < those.length; i++) {
            found.packetIds[i] = packetIds[those[i]];
            found.offsets[i] = offsets[those[i]];
            found.stages[i] = stages[those[i]];
        }
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Inflight that
                && Arrays.equals(packetIds, that.packetIds)
                && Arrays.equals(offsets, that.offsets)
                && Arrays.equals(stages, that.stages);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packetIds) * 31 + Arrays.hashCode(offsets);
    }
}
