package io.sluice.subscription;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Goes over sessions in an order that stands while they come and go: shard by shard, and within one
 * by reference. So whoever goes on behind a reference meets nobody twice, and misses nobody who was
 * there all the time.
 */
@OwnedBy(Lane.LOG)
public final class SessionWalk {
    /** In place of a reference: from the first session on; or, nobody is left. */
    public static final int NOBODY = 0;

    private static final int VISITED_MAX = 2048;
    private static final Comparator<SessionEntry> LAST_FIRST =
            (one, other) -> Integer.compareUnsigned(other.ref(), one.ref());

    private final SessionTable table;
    private int shard;
    private int after;

    /**
     * A walk that has not begun.
     *
     * @param after the reference of the session behind which to begin, or {@link #NOBODY}
     */
    public SessionWalk(SessionTable table, int after) {
        this.table = table;
        this.after = after;
        shard = after == NOBODY ? 0 : Shards.ofSession(after);
    }

    /** Whether nobody is left. */
    public boolean isOver() {
        return shard == Shards.COUNT;
    }

    /** The session behind which another walk would go on, or {@link #NOBODY} if this is over. */
    public int after() {
        return isOver() ? NOBODY : after == NOBODY ? lastOfTheShardBefore() : after;
    }

    /** A step is bounded: by whom it finds, and by whom it looks at. */
    public void step(int max, Predicate<SessionEntry> wanted, Consumer<SessionEntry> found) {
        int left = max;
        int visited = 0;
        while (!isOver() && left > 0 && visited < VISITED_MAX) {
            visited += 1 + table.count(shard);
            left -= look(left, wanted, found);
        }
    }

    /** How many of this shard were found; if all of it was looked through, the next is due. */
    private int look(int max, Predicate<SessionEntry> wanted, Consumer<SessionEntry> found) {
        PriorityQueue<SessionEntry> first = new PriorityQueue<>(LAST_FIRST);
        boolean[] isCut = {false};
        table.forEach(
                shard,
                entry -> {
                    if (isBehind(entry) && wanted.test(entry)) {
                        first.add(entry);
                        if (first.size() > max) {
                            first.poll();
                            isCut[0] = true;
                        }
                    }
                });
        int count = first.size();
        SessionEntry[] rising = new SessionEntry[count];
        for (int i = count - 1; i >= 0; i--) {
            rising[i] = first.poll();
        }
        for (SessionEntry entry : rising) {
            found.accept(entry);
        }
        if (isCut[0]) {
            after = rising[count - 1].ref();
        } else {
            shard++;
            after = NOBODY;
        }
        return count;
    }

    private boolean isBehind(SessionEntry entry) {
        return after == NOBODY || Integer.compareUnsigned(entry.ref(), after) > 0;
    }

    /** A reference that no session of this shard is before, and that belongs to the last shard. */
    private int lastOfTheShardBefore() {
        return shard == 0 ? NOBODY : -Shards.COUNT | shard - 1;
    }
}
