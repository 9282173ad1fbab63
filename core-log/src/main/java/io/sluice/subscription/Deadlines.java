package io.sluice.subscription;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Closed sessions by the time at which something has to happen to them: a heap in which each knows
 * its place. Who never comes due is not in it.
 */
final class Deadlines {
    static final int NONE = -1;

    private SessionEntry[] heap = new SessionEntry[16];
    private int count;

    /** The session's time may have changed. */
    void update(SessionEntry entry) {
        boolean isIn = entry.deadlinePlace() != NONE;
        if (entry.dueMs() == SessionEntry.NEVER) {
            remove(entry);
        } else if (isIn) {
            settle(entry, entry.deadlinePlace());
        } else {
            if (count == heap.length) {
                heap = Arrays.copyOf(heap, 2 * count);
            }
            settle(entry, count++);
        }
    }

    void remove(SessionEntry entry) {
        int place = entry.deadlinePlace();
        if (place == NONE) {
            return;
        }
        entry.deadlineIsAt(NONE);
        SessionEntry last = heap[--count];
        heap[count] = null;
        if (last != entry) {
            settle(last, place);
        }
    }

    /** Those that are due at {@code nowMs} and wanted; no more than {@code countMax}. */
    List<SessionEntry> due(long nowMs, int countMax, Predicate<SessionEntry> wanted) {
        List<SessionEntry> due = new ArrayList<>();
        if (count > 0) {
            gather(0, nowMs, countMax, wanted, due);
        }
        return due;
    }

    /** Below one that is not due, none is. The depth is that of the heap. */
    private void gather(
            int place,
            long nowMs,
            int countMax,
            Predicate<SessionEntry> wanted,
            List<SessionEntry> due) {
        if (place >= count || due.size() >= countMax || heap[place].dueMs() > nowMs) {
            return;
        }
        if (wanted.test(heap[place])) {
            due.add(heap[place]);
        }
        gather(2 * place + 1, nowMs, countMax, wanted, due);
        gather(2 * place + 2, nowMs, countMax, wanted, due);
    }

    private void settle(SessionEntry entry, int start) {
        long dueMs = entry.dueMs();
        int place = start;
        while (place > 0 && heap[(place - 1) / 2].dueMs() > dueMs) {
            put(heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }
        for (int child = earlierChild(place);
                child < count && heap[child].dueMs() < dueMs;
                child = earlierChild(place)) {
            put(heap[child], place);
            place = child;
        }
        put(entry, place);
    }

    /** The child that comes due first; at or behind the end if there is none. */
    private int earlierChild(int place) {
        int left = 2 * place + 1;
        int right = left + 1;
        return right < count && heap[right].dueMs() < heap[left].dueMs() ? right : left;
    }

    private void put(SessionEntry entry, int place) {
        heap[place] = entry;
        entry.deadlineIsAt(place);
    }
}
