package io.sluice.group;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.Optional;

/** In which order messages that nobody has are given to members. */
@OwnedBy(Lane.GROUP)
interface GivingOrder {
    /** In place of a time: nothing waits for one. */
    long NEVER = Long.MAX_VALUE;

    /** The order that a group or queue is to keep. */
    static GivingOrder of(GroupConfig.Strategy strategy, String keyHeader, MemberChoice choice) {
        if (!keyHeader.isEmpty()) {
            return new KeyOrder(choice, new MessageKey(keyHeader));
        }
        boolean byTopic = strategy == GroupConfig.Strategy.BY_TOPIC;
        return byTopic ? new KeyOrder(choice, new MessageKey("")) : new AnyOrder(choice);
    }

    /** A message has come from the log: it is given, or waits. */
    void arrived(Handed handed, long nowMs);

    /** A message is there again, to be given when it is due. */
    void putBack(Handed handed);

    /** Its member has it no more: it was settled, or will be put back. To be told before. */
    void taken(Handed handed);

    /** Gives what waits and is due, as far as those who are to have it have room. */
    void giveWaiting(long nowMs);

    /** Whether another message from the log might be given. */
    boolean takesMore();

    /** Takes out the oldest that waits. */
    Optional<Handed> pollOldest();

    /**
     * When the first that waits is due, or {@link #NEVER}; what only waits for room is not told.
     */
    long nextDueMs(long nowMs);
}
