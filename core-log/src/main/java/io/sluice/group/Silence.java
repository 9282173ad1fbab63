package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What members have had for too long without a word: they are asked for it now and then. */
@OwnedBy(Lane.GROUP)
final class Silence {
    private static final long CHECKED_MS_MAX = 10_000;

    private final Unsettled unsettled;
    private final long timeoutMs;
    private final long stepMs;
    private long checkedMs;

    /**
     * @param timeoutMs how long members may say nothing; 0: as long as they like
     */
    Silence(Unsettled unsettled, long timeoutMs) {
        this.unsettled = unsettled;
        this.timeoutMs = timeoutMs;
        stepMs = Math.max(1, Math.min(CHECKED_MS_MAX, timeoutMs / 8));
    }

    /**
     * Asks for what is overdue, if it is time to look.
     *
     * @return when it is time again, or {@link GivingOrder#NEVER}
     */
    long breakAt(long nowMs) {
        if (timeoutMs == 0 || unsettled.all().isEmpty()) {
            return GivingOrder.NEVER;
        }
        if (nowMs - checkedMs >= stepMs) {
            checkedMs = nowMs;
            ask(nowMs - timeoutMs);
        }
        return checkedMs + stepMs;
    }

    private void ask(long givenBeforeMs) {
        Map<GroupMember, List<Long>> overdue = new HashMap<>();
        for (Handed handed : unsettled.all()) {
            if (handed.isOverdueAt(givenBeforeMs)) {
                handed.recalled();
                overdue.computeIfAbsent(handed.member(), each -> new ArrayList<>())
                        .add(handed.offset());
            }
        }
        overdue.forEach(GroupMember::recall);
    }
}
