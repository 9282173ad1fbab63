package io.sluice.group;

import io.sluice.broker.MessageView;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;

/** One message that a group has taken from the log and that is not settled. */
@OwnedBy(Lane.GROUP)
final class Handed {
    /** Of a message that nobody has just now. */
    static final GroupMember NOBODY = null;

    private final int number;
    private final long offset;
    private final byte[] bytes;
    private final int at;
    private final boolean resent;
    private GroupMember member = NOBODY;
    private int refusals;
    private int deliveries;
    private long dueMs;

    /**
     * A message at its place in a record.
     *
     * @param number its own among the unsettled of the group, 1 to 65,535
     * @param resent it may have been delivered before the gateway was started
     */
    Handed(int number, byte[] bytes, int at, boolean resent) {
        this.number = number;
        this.offset = RecordLayout.offset(bytes, at);
        this.bytes = bytes;
        this.at = at;
        this.resent = resent;
    }

    int number() {
        return number;
    }

    long offset() {
        return offset;
    }

    Stretch stretch() {
        return new Stretch(bytes, at, RecordLayout.next(bytes, at), 1);
    }

    MessageView view() {
        return new MessageView().on(bytes, at);
    }

    /** The same for all messages of one topic, and seldom for others. */
    int topicHash() {
        int hash = 1;
        int from = RecordLayout.topicAt(at);
        int to = from + RecordLayout.topicBytes(bytes, at);
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    boolean isOf(GroupMember one) {
        return member == one;
    }

    void giveTo(GroupMember one) {
        member = one;
        deliveries++;
    }

    /** Nobody has it; it may be given again when the time has come. */
    void takeBack(long whenMs) {
        member = NOBODY;
        dueMs = whenMs;
    }

    long dueMs() {
        return dueMs;
    }

    void refused() {
        refusals++;
    }

    int refusals() {
        return refusals;
    }

    /** How often it was delivered, as far as is known. */
    int tries() {
        return deliveries + (resent ? 1 : 0);
    }
}
