package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Optional;

/** What one queue holds beyond what it may: the oldest become dead letters. */
@OwnedBy(Lane.GROUP)
final class Surplus {
    private final QueueLimits limits;
    private final Burial burial;
    private final GivingOrder order;

    Surplus(QueueLimits limits, Burial burial, GivingOrder order) {
        this.limits = limits;
        this.burial = burial;
        this.order = order;
    }

    /** Whether there is any, what is being buried not counted. */
    boolean isIn(Backlog backlog) {
        return limits.dropsOldest()
                && backlog.isCounted()
                && limits.isExceededBy(
                        backlog.messages() - burial.messages(), backlog.bytes() - burial.bytes());
    }

    /** Buries what nobody has, as long as there is too much. */
    void dropFrom(Backlog backlog) {
        while (isIn(backlog)) {
            Optional<Handed> oldest = order.pollOldest();
            if (oldest.isEmpty()) {
                return;
            }
            burial.bury(oldest.get(), Death.OVERFLOW);
        }
    }
}
