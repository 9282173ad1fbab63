package io.sluice.group;

import io.sluice.broker.Inflight;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/** The messages of one group that are not settled, by offset, each with a number of its own. */
@OwnedBy(Lane.GROUP)
final class Unsettled {
    private static final int NUMBERS = 65_535;

    private final TreeMap<Long, Handed> byOffset = new TreeMap<>();
    private final BitSet numbers = new BitSet();
    private final int countMax;
    private int lastNumber;

    Unsettled(int countMax) {
        this.countMax = countMax;
    }

    int count() {
        return byOffset.size();
    }

    boolean hasRoom() {
        return byOffset.size() < countMax;
    }

    /** Whether the message at this offset is among them: the group's cursor was moved back. */
    boolean has(long offset) {
        return byOffset.containsKey(offset);
    }

    /** A message from the log. */
    Handed add(byte[] bytes, int at) {
        lastNumber = numbers.nextClearBit(lastNumber % NUMBERS + 1);
        if (lastNumber > NUMBERS) {
            lastNumber = numbers.nextClearBit(1);
        }
        return put(new Handed(lastNumber, bytes, at, false));
    }

    /** A message that was unsettled when the gateway stopped. */
    Handed addResent(int number, byte[] bytes, int at) {
        return put(new Handed(number, bytes, at, true));
    }

    private Handed put(Handed handed) {
        numbers.set(handed.number());
        byOffset.put(handed.offset(), handed);
        return handed;
    }

    /** The message that this member has, or none. */
    List<Handed> find(long offset, GroupMember member) {
        Handed handed = byOffset.get(offset);
        return handed == null || !handed.isOf(member) ? List.of() : List.of(handed);
    }

    List<Handed> of(GroupMember member) {
        List<Handed> its = new ArrayList<>();
        for (Handed handed : byOffset.values()) {
            if (handed.isOf(member)) {
                its.add(handed);
            }
        }
        return its;
    }

    void remove(Handed handed) {
        byOffset.remove(handed.offset());
        numbers.clear(handed.number());
    }

    /** As the group's session keeps them in the log. */
    Inflight toInflight() {
        int count = byOffset.size();
        int[] ids = new int[count];
        long[] offsets = new long[count];
        byte[] stages = new byte[count];
        Arrays.fill(stages, Inflight.SENT_QOS1);
        int at = 0;
        for (Handed handed : byOffset.values()) {
            ids[at] = handed.number();
            offsets[at++] = handed.offset();
        }
        return new Inflight(ids, offsets, stages);
    }
}
