package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the log tells of one group or queue besides its session: how much was put into it and taken
 * out, what members have settled that the group itself has not told of yet, and how often its
 * messages were refused. Changed only by the fold; what is {@link Tally} any lane may read.
 */
@OwnedBy(Lane.LOG)
public final class GroupEntry {
    /** In place of a number of refusals: nobody shall try again. */
    public static final int DISCARDED = 0xFFFF;

    private final int ref;
    private final Tally published = new Tally();
    private final Tally publishedBytes = new Tally();
    private final OffsetSet settled = new OffsetSet();
    private final TreeMap<Long, Integer> refusals = new TreeMap<>();
    private CarriedRuns carried = CarriedRuns.NONE;
    private long removed;
    private long removedBytes;
    private long lastPublished = -1;
    private boolean counted = true;

    GroupEntry(int ref) {
        this.ref = ref;
    }

    int ref() {
        return ref;
    }

    /** Messages that were ever put into the queue. Any lane may ask. */
    public long published() {
        return published.value();
    }

    /** Bytes of the records of all of them. Any lane may ask. */
    public long publishedBytes() {
        return publishedBytes.value();
    }

    /** Messages that the group is done with: as it has told, and as its members have. */
    public long removed() {
        return removed + settled.count();
    }

    /** Bytes of the records of those; what members alone have told of is counted as the others. */
    public long removedBytes() {
        long held = Math.max(1, published() - removed);
        long perMessage = Math.max(0, publishedBytes() - removedBytes) / held;
        return removedBytes + settled.count() * perMessage;
    }

    /** Offsets that members have settled and of which the group has not told, rising. */
    public long[] settled() {
        return settled.toArray();
    }

    /** How often messages were refused that are not settled: by offset; or {@link #DISCARDED}. */
    public Map<Long, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    /** What was carried forward for it, before the segments with it went. */
    public CarriedRuns carried() {
        return carried;
    }

    void carry(long offset, long place) {
        carried = carried.plus(offset, place);
    }

    /** Lets go of what nobody needs any more: what it has settled, and what is trimmed. */
    void forgetCarriedBelow(long place, long offset) {
        carried = carried.above(place, offset);
    }

    int settledCount() {
        return settled.count();
    }

    void forgetSettledBelow(long offset) {
        settled.removeBelow(offset);
    }

    void forgetSettled() {
        settled.removeBelow(Long.MAX_VALUE);
    }

    boolean isEmpty() {
        return settled.count() == 0 && refusals.isEmpty() && carried.isEmpty();
    }

    /**
     * Whether it is known how much it has removed: not from a move of its cursor on until it is
     * empty.
     */
    public boolean isCounted() {
        return counted;
    }

    /** The cursor was moved, and what members have settled comes again if it lies behind it. */
    void sought() {
        counted = false;
        forgetSettled();
    }

    void published(int bytes, long offset) {
        lastPublished = offset;
        published.add(1);
        publishedBytes.add(bytes);
    }

    void settle(long offset) {
        settled.add(offset);
        refusals.remove(offset);
    }

    void refuse(long offset, boolean forGood) {
        refusals.merge(
                offset, forGood ? DISCARDED : 1, (a, b) -> Math.min(DISCARDED, Math.max(a + b, b)));
    }

    boolean isSettled(long offset) {
        return settled.contains(offset);
    }

    /**
     * The group has told how far it has come: what it knows of is forgotten here.
     *
     * @param unsettled offsets below {@code nextOffset} of which it knows no outcome, rising
     */
    void told(long nextOffset, long[] unsettled, long itsRemoved, long itsRemovedBytes) {
        removed = itsRemoved;
        removedBytes = itsRemovedBytes;
        if (!counted && unsettled.length == 0 && lastPublished < nextOffset) {
            removed = published(); // it is empty
            removedBytes = publishedBytes();
            counted = true;
        }
        forgetCarriedBelow(0, unsettled.length == 0 ? nextOffset : unsettled[0]);
        long[] before = settled.toArray();
        settled.removeBelow(Long.MAX_VALUE);
        for (long offset : before) {
            if (offset >= nextOffset || Arrays.binarySearch(unsettled, offset) >= 0) {
                settled.add(offset);
            }
        }
        refusals.keySet()
                .removeIf(
                        offset ->
                                offset < nextOffset && Arrays.binarySearch(unsettled, offset) < 0);
    }

    void toldRefusals(long offset, int count) {
        if (count > 0 && !isSettled(offset)) {
            refusals.merge(offset, count, Math::max);
        }
    }

    /**
     *
     *
     * <pre>
     *  ref:4 counted:1 lastPublished:8 published:8 publishedBytes:8 removed:8 removedBytes:8
     *  settled: n × (offset:8)  refusals: n × (offset:8 count:2)
     *  carried: n × (first:8 last:8 from:8 to:8)
     * </pre>
     */
    void write(StateWriter to) {
        to.i32(ref)
                .u8(counted ? 1 : 0)
                .i64(lastPublished)
                .i64(published())
                .i64(publishedBytes())
                .i64(removed)
                .i64(removedBytes);
        to.i32(settled.count());
        for (long offset : settled.toArray()) {
            to.i64(offset);
        }
        to.i32(refusals.size());
        refusals.forEach((offset, count) -> to.i64(offset).u16(count));
        carried.write(to);
    }

    static GroupEntry read(StateReader from) {
        GroupEntry entry = new GroupEntry(from.i32());
        entry.counted = from.u8() == 1;
        entry.lastPublished = from.i64();
        entry.published.add(from.i64());
        entry.publishedBytes.add(from.i64());
        entry.removed = from.i64();
        entry.removedBytes = from.i64();
        for (int left = from.count(8); left > 0; left--) {
            entry.settled.add(from.i64());
        }
        for (int left = from.count(10); left > 0; left--) {
            long offset = from.i64();
            entry.refusals.put(offset, from.u16());
        }
        entry.carried = CarriedRuns.read(from);
        return entry;
    }
}
