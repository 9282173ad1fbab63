package io.sluice.broker;

import io.sluice.lane.Crossing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What was not stored or not delivered, and why: the last drops one by one, all of them as sums.
 * Whatever is too many or too old to be kept is still in the sums, so that for each reason the
 * total is what the kept ones count and what was forgotten.
 *
 * <p>Drops are rare; any thread may tell one, and waits for others that do.
 */
@Crossing
public final class DropLedger {
    private final int entriesMax;
    private final long keepMs;
    private final Clock clock;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<DropReason, Long> totals = new EnumMap<>(DropReason.class);
    private final Map<DropReason, Long> forgotten = new EnumMap<>(DropReason.class);

    /**
     * A drop and when it was told.
     *
     * @param atMs when the last one of it was
     */
    public record Entry(long atMs, Drop drop) {}

    /**
     * The drops of one reason since the start.
     *
     * @param total messages dropped
     * @param forgotten how many of them have no entry any more
     */
    public record Sum(DropReason reason, long total, long forgotten) {}

    /**
     * An empty one.
     *
     * @param entriesMax how many entries are kept
     * @param keep for how long
     */
    public DropLedger(int entriesMax, Duration keep, Clock clock) {
        this.entriesMax = entriesMax;
        this.keepMs = keep.toMillis();
        this.clock = clock;
    }

    /** Neighbours that belong together become one entry. */
    public synchronized void add(Drop drop) {
        long now = clock.millis();
        totals.merge(drop.reason(), drop.count(), Long::sum);
        Entry last = entries.peekLast();
        if (last != null && drop.follows(last.drop())) {
            entries.pollLast();
            entries.addLast(new Entry(now, drop.joinedTo(last.drop())));
        } else {
            entries.addLast(new Entry(now, drop));
        }
        forgetOld(now);
    }

    /**
     * The newest of those that are wanted, the newest first.
     *
     * @param max how many at most
     */
    public synchronized List<Entry> newest(Predicate<Drop> wanted, int max) {
        forgetOld(clock.millis());
        List<Entry> found = new ArrayList<>();
        Iterator<Entry> newestFirst = entries.descendingIterator();
        while (newestFirst.hasNext() && found.size() < max) {
            Entry entry = newestFirst.next();
            if (wanted.test(entry.drop())) {
                found.add(entry);
            }
        }
        return found;
    }

    /** One for each reason that there was. */
    public synchronized List<Sum> sums() {
        forgetOld(clock.millis());
        List<Sum> sums = new ArrayList<>();
        totals.forEach(
                (reason, total) ->
                        sums.add(new Sum(reason, total, forgotten.getOrDefault(reason, 0L))));
        return sums;
    }

    private void forgetOld(long now) {
        while (!entries.isEmpty()
                && (entries.size() > entriesMax || entries.peekFirst().atMs() + keepMs <= now)) {
            Drop oldest = entries.pollFirst().drop();
            forgotten.merge(oldest.reason(), oldest.count(), Long::sum);
        }
    }
}
