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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What was not stored or not delivered, and why: the last drops one by one, all of them as sums.
 * Whatever is too many or too old to be kept is still in the sums, so that for each reason the kept
 * ones count what was told since the start and before, less what was forgotten.
 *
 * <p>Who keeps it beyond the end of the process takes what is new now and then, and gives it back
 * at the next start.
 *
 * <p>Drops are rare; any thread may tell one, and waits for others that do.
 */
@Crossing
public final class DropLedger {
    private final int entriesMax;
    private final long keepMs;
    private final Clock clock;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final ArrayDeque<Entry> untaken = new ArrayDeque<>();
    private final Map<DropReason, Long> totals = new EnumMap<>(DropReason.class);
    private final Map<DropReason, Long> before = new EnumMap<>(DropReason.class);
    private final Map<DropReason, Long> forgotten = new EnumMap<>(DropReason.class);

    /**
     * A drop and when it was told.
     *
     * @param atMs when the last one of it was
     */
    public record Entry(long atMs, Drop drop) {}

    /**
     * The drops of one reason.
     *
     * @param total messages dropped since the start
     * @param before messages dropped before the start, of which there was an entry then
     * @param forgotten how many of both have no entry any more
     */
    public record Sum(DropReason reason, long total, long before, long forgotten) {}

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
        Entry entry = new Entry(clock.millis(), drop);
        totals.merge(drop.reason(), drop.count(), Long::sum);
        join(entry, entries);
        join(entry, untaken);
        if (untaken.size() > entriesMax) {
            untaken.removeFirst(); // nobody takes them
        }
        forgetOld(entry.atMs());
    }

    private static void join(Entry entry, ArrayDeque<Entry> to) {
        Entry last = to.peekLast();
        if (last != null && entry.drop().follows(last.drop())) {
            to.removeLast();
            to.addLast(new Entry(entry.atMs(), entry.drop().joinedTo(last.drop())));
        } else {
            to.addLast(entry);
        }
    }

    /** What was told since this was asked last, the oldest first. Entries may go on older ones. */
    public synchronized List<Entry> takeNew() {
        List<Entry> taken = List.copyOf(untaken);
        untaken.clear();
        return taken;
    }

    /** What is kept, the oldest first; none of it is new any more. */
    public synchronized List<Entry> takeAll() {
        forgetOld(clock.millis());
        untaken.clear();
        return List.copyOf(entries);
    }

    /**
     * Gives it entries of a former life, as far as there is room for them.
     *
     * @param old what was taken then, the oldest first
     */
    public synchronized void restore(List<Entry> old) {
        long keptFrom = clock.millis() - keepMs;
        ArrayDeque<Entry> joined = new ArrayDeque<>();
        old.stream().filter(entry -> entry.atMs() > keptFrom).forEach(entry -> join(entry, joined));
        while (!joined.isEmpty() && entries.size() < entriesMax) {
            Entry newest = joined.removeLast();
            entries.addFirst(newest);
            before.merge(newest.drop().reason(), newest.drop().count(), Long::sum);
        }
    }

    /** How many entries are kept at most. */
    public int entriesMax() {
        return entriesMax;
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
        Set<DropReason> reasons = new TreeSet<>(totals.keySet());
        reasons.addAll(before.keySet());
        return reasons.stream().map(this::sum).toList();
    }

    private Sum sum(DropReason reason) {
        return new Sum(
                reason,
                totals.getOrDefault(reason, 0L),
                before.getOrDefault(reason, 0L),
                forgotten.getOrDefault(reason, 0L));
    }

    private void forgetOld(long now) {
        while (!entries.isEmpty()
                && (entries.size() > entriesMax || entries.peekFirst().atMs() + keepMs <= now)) {
            Drop oldest = entries.pollFirst().drop();
            forgotten.merge(oldest.reason(), oldest.count(), Long::sum);
        }
    }
}
