package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Messages with one key in the order of the log: all of them to one member while that has any, and
 * none before one that waits to be tried again.
 */
@OwnedBy(Lane.GROUP)
final class KeyOrder implements GivingOrder {
    private final MemberChoice choice;
    private final MessageKey keys;
    private final Map<Long, Line> lines = new HashMap<>();
    private final Set<Line> blocked = new LinkedHashSet<>();

    /** The messages of one key. */
    private static final class Line {
        private final long key;
        private final TreeMap<Long, Handed> waiting = new TreeMap<>();
        private GroupMember holder = Handed.NOBODY;
        private int heldCount;

        private Line(long key) {
            this.key = key;
        }
    }

    KeyOrder(MemberChoice choice, MessageKey keys) {
        this.choice = choice;
        this.keys = keys;
    }

    @Override
    public void arrived(Handed handed, long nowMs) {
        Line line = lineOf(handed);
        if (!line.waiting.isEmpty() || !give(line, handed, nowMs)) {
            wait(line, handed);
        }
    }

    @Override
    public void putBack(Handed handed) {
        wait(lineOf(handed), handed);
    }

    private void wait(Line line, Handed handed) {
        line.waiting.put(handed.offset(), handed);
        blocked.add(line);
    }

    private Line lineOf(Handed handed) {
        return lines.computeIfAbsent(keys.of(handed.view()), Line::new);
    }

    private boolean give(Line line, Handed handed, long nowMs) {
        if (line.heldCount > 0) {
            if (!line.holder.hasRoom()) {
                return false;
            }
            line.holder.choose(handed, nowMs);
        } else if (!choice.give(handed, nowMs)) {
            return false;
        }
        line.holder = handed.member();
        line.heldCount++;
        return true;
    }

    @Override
    public void taken(Handed handed) {
        if (handed.isFree()) {
            return;
        }
        Line line = lines.get(keys.of(handed.view()));
        if (line != null && line.heldCount > 0 && --line.heldCount == 0) {
            line.holder = Handed.NOBODY;
            dropIfEmpty(line);
        }
    }

    private void dropIfEmpty(Line line) {
        if (line.heldCount == 0 && line.waiting.isEmpty()) {
            lines.remove(line.key);
        }
    }

    @Override
    public void giveWaiting(long nowMs) {
        Iterator<Line> each = blocked.iterator();
        while (each.hasNext()) {
            Line line = each.next();
            while (!line.waiting.isEmpty() && isGiven(line, nowMs)) {
                line.waiting.pollFirstEntry();
            }
            if (line.waiting.isEmpty()) {
                each.remove();
            }
        }
    }

    private boolean isGiven(Line line, long nowMs) {
        Handed first = line.waiting.firstEntry().getValue();
        return first.dueMs() <= nowMs && give(line, first, nowMs);
    }

    @Override
    public boolean takesMore() {
        return choice.hasRoom();
    }

    @Override
    public Optional<Handed> pollOldest() {
        Optional<Line> oldest =
                blocked.stream().min(Comparator.comparingLong(line -> line.waiting.firstKey()));
        oldest.filter(line -> line.waiting.size() == 1).ifPresent(blocked::remove);
        return oldest.map(
                line -> {
                    Handed first = line.waiting.pollFirstEntry().getValue();
                    dropIfEmpty(line);
                    return first;
                });
    }

    @Override
    public long nextDueMs(long nowMs) {
        long next = NEVER;
        for (Line line : blocked) {
            long due = line.waiting.firstEntry().getValue().dueMs();
            next = due > nowMs ? Math.min(next, due) : next;
        }
        return next;
    }
}
