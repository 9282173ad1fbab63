package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.lane.Crossing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kept sessions of one loop, and what was last reported of each: so that a session that has not
 * moved costs nothing. The loop owns it; any lane may read what the last report found.
 */
@Crossing
final class ProgressReport {
    /** What one record tells at most: with a whole window of one session it stays below 1 MiB. */
    private static final int SESSIONS_MAX = 1024;

    private static final int UNFINISHED_MAX = 16_384;

    private final LoopIngress ingress;
    private final IdentityHashMap<LoopFeed, Progress> reported = new IdentityHashMap<>();
    private volatile int behindCount;
    private volatile LagCounts lags = LagCounts.NONE;

    private record Progress(long position, Inflight inflight) {}

    ProgressReport(LoopIngress ingress) {
        this.ingress = ingress;
    }

    void remember(LoopFeed feed) {
        if (feed.outbox().isLogged()) {
            reported.put(feed, new Progress(-1, Inflight.NONE));
        }
    }

    void forget(LoopFeed feed) {
        reported.remove(feed);
    }

    /** How many of them were not fed live when the last report was made. */
    int lastBehindCount() {
        return behindCount;
    }

    /** How far they were behind when the last report was made. */
    LagCounts lastLags() {
        return lags;
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
        for (Map.Entry<LoopFeed, Progress> entry : reported.entrySet()) {
            LoopFeed feed = entry.getKey();
            feed.routedTo(routedEnd);
            behind += feed.isBehind() ? 1 : 0;
            Progress now =
                    new Progress(feed.position(), feed.unfinished(feed.subscriber().inflight()));
            lag[seen++] = Math.max(0, routedEnd - now.position());
            if (!now.equals(entry.getValue())) {
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
        ingress.flush();
    }

    private void ask(int[] refs, long[] positions, List<Inflight> inflights) {
        int count = inflights.size();
        int[] those = Arrays.copyOf(refs, count);
        ingress.ask(new CursorRequest(those, Arrays.copyOf(positions, count), inflights));
    }
}
