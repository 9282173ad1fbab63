package io.sluice.pipeline;

import io.sluice.broker.Inflight;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.subscription.GroupTable;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who needs what of the messages below an offset: queues what is in them, sessions what they were
 * sent with QoS 2 and have not received. Made by the log lane, then given away.
 */
final class CarryNeeds {
    private final Map<Integer, Need> byRef = new HashMap<>();
    private final Map<String, Need> queues = new HashMap<>();
    private final Map<Long, List<Need>> exchanges = new HashMap<>();
    private boolean hasCarried;

    /**
     * What one session needs.
     *
     * @param nextOffset all from here on, if it is a queue's
     * @param unsettled and these, rising
     * @param settled but not these, rising
     */
    record Need(int ref, long nextOffset, long[] unsettled, long[] settled) {
        boolean isOf(long offset) {
            boolean isHeld = offset >= nextOffset || Arrays.binarySearch(unsettled, offset) >= 0;
            return isHeld && Arrays.binarySearch(settled, offset) < 0;
        }

        private boolean reachesBelow(long end) {
            return nextOffset < end || (unsettled.length > 0 && unsettled[0] < end);
        }
    }

    /** As of now. */
    @OwnedBy(Lane.LOG)
    static CarryNeeds of(State state, long end) {
        CarryNeeds needs = new CarryNeeds();
        state.sessions().forEachActive(entry -> needs.look(entry, state.groups(), end));
        return needs;
    }

    private void look(SessionEntry entry, GroupTable groups, long end) {
        if (entry.isGroup()) {
            TopicFilter filter = new TopicFilter(entry.name().id());
            if (filter.isQueue()) {
                long[] unsettled = entry.inflight().offsets().clone();
                Arrays.sort(unsettled);
                Need need =
                        new Need(
                                entry.ref(),
                                entry.nextOffset(),
                                unsettled,
                                groups.settledByMembers(entry));
                add(need, filter, groups, end);
            }
        } else if (!entry.isVolatile()) {
            lookAtExchanges(entry, groups, end);
        }
    }

    private void add(Need need, TopicFilter queue, GroupTable groups, long end) {
        if (need.reachesBelow(end)) {
            byRef.put(need.ref(), need);
            queues.put(queue.text(), need);
            hasCarried |= !groups.carried(need.ref()).isEmpty();
        }
    }

    private void lookAtExchanges(SessionEntry entry, GroupTable groups, long end) {
        Inflight inflight = entry.inflight();
        long[] sent = new long[inflight.count()];
        int count = 0;
        for (int i = 0; i < inflight.count(); i++) {
            if (inflight.stages()[i] == Inflight.SENT_QOS2 && inflight.offsets()[i] < end) {
                sent[count++] = inflight.offsets()[i];
            }
        }
        if (count > 0) {
            long[] rising = Arrays.copyOf(sent, count);
            Arrays.sort(rising);
            Need need = new Need(entry.ref(), Long.MAX_VALUE, rising, new long[0]);
            byRef.put(need.ref(), need);
            for (long offset : rising) {
                exchanges.computeIfAbsent(offset, each -> new ArrayList<>()).add(need);
            }
            hasCarried |= !groups.carried(need.ref()).isEmpty();
        }
    }

    boolean isEmpty() {
        return byRef.isEmpty();
    }

    /** Whether some of it may have been carried forward before. */
    boolean hasCarried() {
        return hasCarried;
    }

    boolean hasQueues() {
        return !queues.isEmpty();
    }

    /** Whether this message, carried for this session before, must be carried again. */
    boolean needsAgain(int ref, long offset) {
        Need need = byRef.get(ref);
        return need != null && need.isOf(offset);
    }

    /** Whether the queue of this name needs the message; its session's reference, or 0. */
    int queueInNeed(String topic, long offset) {
        Need need = queues.get(topic);
        return need != null && need.isOf(offset) ? need.ref() : 0;
    }

    /** Who was sent the message with QoS 2 and has not received it. */
    List<Need> exchangesOf(long offset) {
        return exchanges.getOrDefault(offset, List.of());
    }
}
