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
 * moved costs nothing. The loop owns it; any lane may read {@link #lastBehindCount}.
 */
@Crossing
final class ProgressReport {
    private static final int SESSIONS_MAX = 1024;

    private final LoopIngress ingress;
    private final IdentityHashMap<LoopFeed, Progress> reported = new IdentityHashMap<>();
    private volatile int behindCount;

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

    /**
     * Puts what has changed on the ring.
     *
     * @param routedEnd as it was before this task was put on the loop
     */
    void report(long routedEnd) {
        int[] refs = new int[SESSIONS_MAX];
        long[] positions = new long[SESSIONS_MAX];
        List<Inflight> inflights = new ArrayList<>();
        int behind = 0;
        for (Map.Entry<LoopFeed, Progress> entry : reported.entrySet()) {
            LoopFeed feed = entry.getKey();
            feed.routedTo(routedEnd);
            behind += feed.isBehind() ? 1 : 0;
            Progress now =
                    new Progress(feed.position(), feed.unfinished(feed.subscriber().inflight()));
            if (!now.equals(entry.getValue())) {
                entry.setValue(now);
                refs[inflights.size()] = feed.ref();
                positions[inflights.size()] = now.position();
                inflights.add(now.inflight());
                if (inflights.size() == SESSIONS_MAX) {
                    ask(refs.clone(), positions.clone(), inflights);
                    inflights = new ArrayList<>();
                }
            }
        }
        behindCount = behind;
        if (!inflights.isEmpty()) {
            int count = inflights.size();
            ask(Arrays.copyOf(refs, count), Arrays.copyOf(positions, count), inflights);
        }
        ingress.flush();
    }

    private void ask(int[] refs, long[] positions, List<Inflight> inflights) {
        ingress.ask(new CursorRequest(refs, positions, inflights));
    }
}
