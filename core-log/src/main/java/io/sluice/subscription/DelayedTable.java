package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Messages that wait for their time, as copies of their records, by when they are due and then by
 * offset. One is here from its record to the {@code DELAY_DONE} that names its offset.
 */
@OwnedBy(Lane.LOG)
public final class DelayedTable {
    /** What a message costs besides its record. */
    private static final int ENTRY_BYTES = 160;

    private final Shards shards;
    private final DelayedConfig config;
    private final TreeSet<Entry> byTime =
            new TreeSet<>(Comparator.comparingLong(Entry::dueMs).thenComparingLong(Entry::offset));
    private final List<Map<Long, Entry>> byOffset = new ArrayList<>(Shards.COUNT);
    private final Tally count = new Tally();
    private final Tally heldBytes = new Tally();

    private record Entry(long dueMs, long offset, byte[] image) {}

    DelayedTable(Shards shards, DelayedConfig config) {
        this.shards = shards;
        this.config = config;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            byOffset.add(new HashMap<>());
        }
    }

    /** How many there are; any lane may ask. */
    public long count() {
        return count.value();
    }

    /** Bytes of the records and, roughly, of what finds them; any lane may ask. */
    public long bytes() {
        return heldBytes.value();
    }

    /** Whether all delayed ones of these messages may be kept; ask before they are appended. */
    public boolean admits(byte[] messages) {
        long more = 0;
        long moreBytes = 0;
        for (int at = 0; at < messages.length; at = RecordLayout.next(messages, at)) {
            if ((RecordLayout.flags(messages, at) & RecordLayout.FLAG_DELAYED) != 0) {
                if (RecordLayout.delaySeconds(messages, at) > config.secondsMax()) {
                    return false;
                }
                more++;
                moreBytes += ENTRY_BYTES + RecordLayout.next(messages, at) - at;
            }
        }
        return count() + more <= config.countMax() && bytes() + moreBytes <= config.bytesMax();
    }

    /** The record of the message that was due first, if one is due; not to be changed. */
    public Optional<byte[]> firstDue(long nowMs) {
        boolean isDue = !byTime.isEmpty() && byTime.first().dueMs() <= nowMs;
        return isDue ? Optional.of(byTime.first().image()) : Optional.empty();
    }

    /** Keeps a copy of a message with the flag DELAYED. */
    void apply(byte[] source, int at) {
        long offset = RecordLayout.offset(source, at);
        if (shards.takes(shard(offset), offset)) {
            put(Arrays.copyOfRange(source, at, RecordLayout.next(source, at)));
        }
    }

    /** Lets go of those that a {@code DELAY_DONE} at this offset names. */
    void applyDone(StateReader body, long doneAt) {
        for (int left = body.count(8); left > 0; left--) {
            long offset = body.i64();
            Map<Long, Entry> held = byOffset.get(shard(offset));
            Entry entry = held.get(offset);
            if (entry != null && shards.takes(shard(offset), doneAt)) {
                held.remove(offset);
                byTime.remove(entry);
                count.add(-1);
                heldBytes.add(-ENTRY_BYTES - entry.image().length);
            }
        }
    }

    void write(int shard, StateWriter to) {
        Map<Long, Entry> held = byOffset.get(shard);
        to.i32(held.size());
        held.values().forEach(entry -> to.block(entry.image()));
    }

    void read(StateReader from) {
        for (int left = from.count(4 + RecordLayout.HEADER_BYTES); left > 0; left--) {
            put(from.block());
        }
    }

    private void put(byte[] image) {
        long offset = RecordLayout.offset(image, 0);
        long dueMs =
                RecordLayout.storeTimeMs(image, 0) + 1000 * RecordLayout.delaySeconds(image, 0);
        Entry entry = new Entry(dueMs, offset, image);
        byOffset.get(shard(offset)).put(offset, entry);
        byTime.add(entry);
        count.add(1);
        heldBytes.add(ENTRY_BYTES + image.length);
    }

    private static int shard(long offset) {
        return (int) offset & Shards.COUNT - 1;
    }
}
