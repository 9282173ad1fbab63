package io.sluice.group;

import io.sluice.broker.Inflight;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The messages of one group that are not settled, by offset, each with a number of its own. */
@OwnedBy(Lane.GROUP)
final class Unsettled {
    private static final int NUMBERS = 65_535;

    private final TreeMap<Long, Handed> byOffset = new TreeMap<>();
    private final BitSet numbers = new BitSet();
    private final int countMax;
    private final long bytesMax;
    private final Map<Long, Integer> refusals = new HashMap<>();
    private long bytes;
    private int lastNumber;

    Unsettled(int countMax, long bytesMax) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
    }

    /** How often messages were refused before the gateway was started, by offset. */
    void remember(Map<Long, Integer> before) {
        refusals.putAll(before);
    }

    boolean hasRoom() {
        return byOffset.size() < countMax && bytes < bytesMax;
    }

    Collection<Handed> all() {
        return byOffset.values();
    }

    /** Whether the message at this offset is among them: the group's cursor was moved back. */
    boolean has(long offset) {
        return byOffset.containsKey(offset);
    }

    /** A message from the log. */
    Handed add(byte[] source, int at, long offset) {
        lastNumber = numbers.nextClearBit(lastNumber % NUMBERS + 1);
        if (lastNumber > NUMBERS) {
            lastNumber = numbers.nextClearBit(1);
        }
        return put(new Handed(lastNumber, source, at, false, takeRefusals(offset)));
    }

    /** A message that was unsettled when the gateway stopped. */
    Handed addResent(int number, byte[] source, int at, long offset) {
        return put(new Handed(number, source, at, true, takeRefusals(offset)));
    }

    /** Whether a message that is still to come was refused for good. */
    boolean isGivenUp(long offset) {
        return !refusals.isEmpty() && refusals.getOrDefault(offset, 0) >= Group.DISCARDED;
    }

    private int takeRefusals(long offset) {
        Integer known = refusals.isEmpty() ? null : refusals.remove(offset);
        return known == null ? 0 : known;
    }

    private Handed put(Handed handed) {
        numbers.set(handed.number());
        byOffset.put(handed.offset(), handed);
        bytes += handed.bytes();
        return handed;
    }

    /** The message, if this member has it. */
    Optional<Handed> heldBy(GroupMember member, long offset) {
        return Optional.ofNullable(byOffset.get(offset)).filter(each -> each.member() == member);
    }

    /** What such members have. */
    List<Handed> of(Predicate<GroupMember> member) {
        List<Handed> theirs = new ArrayList<>();
        for (Handed handed : byOffset.values()) {
            if (!handed.isFree() && member.test(handed.member())) {
                theirs.add(handed);
            }
        }
        return theirs;
    }

    void remove(Handed handed) {
        byOffset.remove(handed.offset());
        numbers.clear(handed.number());
        bytes -= handed.bytes();
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

    /** How often each of these was refused, be it here already or still to come again. */
    int[] refusals(long[] offsets) {
        int[] counts = new int[offsets.length];
        for (int i = 0; i < counts.length; i++) {
            Handed handed = byOffset.get(offsets[i]);
            counts[i] =
                    handed == null
                            ? refusals.getOrDefault(offsets[i], 0)
                            : Math.min(Group.DISCARDED, handed.refusals());
        }
        return counts;
    }
}
