package io.sluice.pipeline;

import io.sluice.broker.Grant;
import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.subscription.RetainedWalk;
import io.sluice.subscription.WalkAllowance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Retained messages on their way to one subscriber: one walk for each of its subscriptions that
 * have not got all of theirs, one after the other. No more of them at once than its subscriptions.
 */
@OwnedBy(Lane.LOG)
final class RetainedFlow {
    private static final int STEP_MESSAGES = 256;
    private static final long STEP_BYTES = 64 * 1024;

    private final Map<TopicFilter, Part> parts = new LinkedHashMap<>();

    /** What is left for one subscription, and its terms. */
    private record Part(RetainedWalk walk, Grant grant) {}

    /** Sends this subscription its retained messages; those it had not got before it gets anew. */
    void add(Subscription wanted, RetainedWalk walk) {
        forget(wanted.filter());
        parts.put(wanted.filter(), new Part(walk, grant(wanted)));
    }

    /** The terms of this subscription alone. */
    static Grant grant(Subscription wanted) {
        int identifier = wanted.identifier();
        int[] identifiers = identifier == 0 ? new int[0] : new int[] {identifier};
        return new Grant(wanted.qos(), wanted.noLocal(), wanted.retainAsPublished(), identifiers);
    }

    /** The subscription is gone, and what was left for it. */
    void forget(TopicFilter filter) {
        Part part = parts.remove(filter);
        if (part != null) {
            part.walk().end();
        }
    }

    /** Whether every subscription has got what it was to get. */
    boolean isOver() {
        return parts.isEmpty();
    }

    /** Hands over as much as one step may. */
    void step(long nowMs, BiConsumer<byte[], Grant> found) {
        WalkAllowance allowance = new WalkAllowance(STEP_MESSAGES, STEP_BYTES);
        var left = parts.values().iterator();
        while (left.hasNext() && !allowance.isSpent()) {
            Part part = left.next();
            part.walk().step(allowance, nowMs, record -> found.accept(record, part.grant()));
            if (part.walk().isOver()) {
                left.remove();
            }
        }
    }

    void end() {
        parts.values().forEach(part -> part.walk().end());
        parts.clear();
    }
}
