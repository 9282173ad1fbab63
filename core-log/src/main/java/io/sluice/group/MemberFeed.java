package io.sluice.group;

import io.sluice.broker.Delivery;
import java.util.List;

/** Where a member takes what its groups have for it. */
public interface MemberFeed {
    /** On the member's loop: behind all that it has already. */
    void hand(List<Delivery> deliveries);
}
