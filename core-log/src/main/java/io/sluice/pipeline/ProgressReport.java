package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.broker.Subscriber;
import io.sluice.group.Group;
import io.sluice.lane.Crossing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kept sessions of one loop, and what was last reported of each. Of a healthy session, which
 * has finished all that was there a report ago, nothing is said but once that it is: where all of
 * them go on reading housekeeping says together. Who lags is told of alone, and only if it has
 * moved. The loop owns it; any lane may read what the last report found.
 */
@Crossing
final class ProgressReport {
    /** What one record tells at most: with a whole window of one session it stays below 1 MiB. */
    private static final int SESSIONS_MAX = 1024;

    private static final int UNFINISHED_MAX = 16_384;
    private static final long NO_GROUP = -1;

    /** As many records a group may have passed over before it tells of that alone. */
    private static final long QUIET_RECORDS_MAX = 100_000;

    private final LoopIngress ingress;
    private final IdentityHashMap<LoopFeed, Progress> reported = new IdentityHashMap<>();
    private volatile int behindCount;
    private volatile LagCounts lags = LagCounts.NONE;
    private volatile int healthyCount;
    private volatile long safeOffset;
    private long routedBefore;

    /**
     * @param changes of a group: counts what has changed; else {@link #NO_GROUP}
     */
    private record Progress(long position, Inflight inflight, long changes) {
        /** In place of where a healthy session stands. */
        static final Progress HEALTHY = new Progress(Long.MAX_VALUE, Inflight.NONE, NO_GROUP);

        /** The lowest offset that is not finished. */
        long lowest() {
            long lowest = position;
            for (long offset : inflight.offsets()) {
                lowest = Math.min(lowest, offset);
            }
            return lowest;
        }

        /** A group that nothing came for need not tell where it stands each time. */
        boolean saysNothingNew(Progress told) {
            boolean isQuiet =
                    changes != NO_GROUP
                            && changes == told.changes
                            && position - told.position < QUIET_RECORDS_MAX
                            && inflight.equals(told.inflight);
            return isQuiet || equals(told);
        }
    }

    ProgressReport(LoopIngress ingress) {
        this.ingress = ingress;
    }

    void remember(LoopFeed feed) {
        if (feed.outbox().isLogged()) {
            reported.put(feed, new Progress(-1, Inflight.NONE, NO_GROUP));
        }
    }

    void forget(LoopFeed feed) {
        reported.remove(feed);
    }

    /** Bytes of messages that lie in their feeds; on the loop. */
    long waitingBytes() {
        return reported.keySet().stream().mapToLong(LoopFeed::waitingBytes).sum();
    }

    /** How many of them were not fed live when the last report was made. */
    int lastBehindCount() {
        return behindCount;
    }

    /** How far they were behind when the last report was made. */
    LagCounts lastLags() {
        return lags;
    }

    /** How many of them were healthy when the last report was made. */
    int lastHealthyCount() {
        return healthyCount;
    }

    /** From here on all healthy ones read on; it holds until the next report, and longer. */
    long lastSafeOffset() {
        return safeOffset;
    }

    /**
     * Puts what has changed on the ring.
     *
     * @param routedEnd as it was before this task was put on the loop
     */
    void report(long routedEnd) {
        int[] refs = new int[SESSIONS_MAX];
        long[] positions = new long[SESSIONS_MAX];
        List<Inflight> inflights = new ArrayList<>();
        long[] lag = new long[reported.size()];
        int seen = 0;
        int behind = 0;
        int unfinished = 0;
        int healthy = 0;
        long safe = routedEnd;
        List<Integer> joined = new ArrayList<>();
        for (Map.Entry<LoopFeed, Progress> entry : reported.entrySet()) {
            LoopFeed feed = entry.getKey();
            feed.routedTo(routedEnd);
            behind += feed.isBehind() ? 1 : 0;
            Progress now = progressOf(feed);
            lag[seen++] = Math.max(0, routedEnd - now.position());
            if (isHealthy(feed, now)) {
                healthy++;
                safe = Math.min(safe, now.lowest());
                if (entry.setValue(Progress.HEALTHY) != Progress.HEALTHY) {
                    joined.add(feed.ref());
                }
            } else if (feed.subscriber() instanceof Group group && isNews(feed, now, entry)) {
                entry.setValue(now);
                ask(feed, now, group);
            } else if (!feed.isOfGroup() && isNews(feed, now, entry)) {
                entry.setValue(now);
                refs[inflights.size()] = feed.ref();
                positions[inflights.size()] = now.position();
                inflights.add(now.inflight());
                unfinished += now.inflight().count();
                if (inflights.size() == SESSIONS_MAX || unfinished > UNFINISHED_MAX) {
                    ask(refs, positions, inflights);
                    inflights = new ArrayList<>();
                    unfinished = 0;
                }
            }
        }
        behindCount = behind;
        lags = LagCounts.of(lag, seen);
        if (!inflights.isEmpty()) {
            ask(refs, positions, inflights);
        }
        askToJoin(joined);
        routedBefore = routedEnd;
        safeOffset = safe;
        healthyCount = healthy;
        ingress.flush();
    }

    /** A group is told of by what its members have settled. */
    private boolean isHealthy(LoopFeed feed, Progress now) {
        return routedBefore > 0 && !feed.isOfGroup() && now.lowest() >= routedBefore;
    }

    /** Whether the log does not know this yet. */
    private static boolean isNews(LoopFeed feed, Progress now, Map.Entry<LoopFeed, Progress> told) {
        return !isCounted(feed) || !now.saysNothingNew(told.getValue());
    }

    private void askToJoin(List<Integer> joined) {
        for (int from = 0; from < joined.size(); from += SESSIONS_MAX) {
            int to = Math.min(joined.size(), from + SESSIONS_MAX);
            int[] refs = joined.subList(from, to).stream().mapToInt(ref -> ref).toArray();
            ingress.ask(desk -> desk.changeIfRoom(desk.records().cursorJoined(refs)));
        }
    }

    /** A queue whose cursor was moved tells where it stands until it is counted again. */
    private static boolean isCounted(LoopFeed feed) {
        return !(feed.subscriber() instanceof Group group) || group.backlog().isCounted();
    }

    private static Progress progressOf(LoopFeed feed) {
        Subscriber subscriber = feed.subscriber();
        long changes = subscriber instanceof Group group ? group.changes() : NO_GROUP;
        return new Progress(feed.position(), feed.unfinished(subscriber.inflight()), changes);
    }

    private void ask(LoopFeed feed, Progress now, Group group) {
        ingress.ask(
                new GroupRequest(
                        group,
                        feed.outbox(),
                        now.position(),
                        group.removed(),
                        group.removedBytes(),
                        now.inflight(),
                        group.refusals(now.inflight().offsets())));
    }

    private void ask(int[] refs, long[] positions, List<Inflight> inflights) {
        int count = inflights.size();
        int[] those = Arrays.copyOf(refs, count);
        ingress.ask(new CursorRequest(those, Arrays.copyOf(positions, count), inflights));
    }
}
