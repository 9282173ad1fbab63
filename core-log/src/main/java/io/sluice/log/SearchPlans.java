package io.sluice.log;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a search has found out of the segments it was in last, so that all who want the same read by
 * one plan, wherever each of them is. Bounded in plans and in positions; belongs to its search.
 */
final class SearchPlans {
    private static final int PLANS_MAX = 1024;
    private static final int POSITIONS_MAX = 1 << 16;
    private static final int[] NOTHING = {};

    private final Map<Long, Plan> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long positionCount;

    /** How one segment is read. */
    static final class Plan {
        private final WeakReference<SegmentTopics> by;
        private final boolean scans;
        private final int[] positions;

        private Plan(SegmentTopics by, boolean scans, int[] positions) {
            this.by = new WeakReference<>(by); // nothing of a segment that is gone is held by this
            this.scans = scans;
            this.positions = positions;
        }

        /** All records are looked at. */
        static Plan scanning(SegmentTopics by) {
            return new Plan(by, true, NOTHING);
        }

        /**
         * Messages are read one by one.
         *
         * @param positions where they lie, rising
         */
        static Plan reading(SegmentTopics by, int[] positions) {
            return new Plan(by, false, positions);
        }

        boolean scans() {
            return scans;
        }

        int[] positions() {
            return positions;
        }
    }

    /** None if there was none, or one that was made with another index. */
    Optional<Plan> of(Segment segment, SegmentTopics topics) {
        return Optional.ofNullable(kept.get(segment.life()))
                .filter(plan -> plan.by.refersTo(topics));
    }

    /** Keeps the plan, and forgets those that were not used for longest. */
    Plan add(Segment segment, Plan plan) {
        Plan before = kept.put(segment.life(), plan);
        positionCount += plan.positions.length;
        positionCount -= before == null ? 0 : before.positions.length;
        Iterator<Plan> eldest = kept.values().iterator();
        while (kept.size() > PLANS_MAX || (positionCount > POSITIONS_MAX && kept.size() > 1)) {
            positionCount -= eldest.next().positions.length;
            eldest.remove();
        }
        return plan;
    }
}
