package io.sluice.group;

import io.sluice.broker.MessageView;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.RecordLayout;
import java.util.Arrays;

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
    private long givenMs;
    private boolean recalled;

    /**
     * A message at its place in a record; copied if it would keep much more in memory.
     *
     * @param number its own among the unsettled of the group, 1 to 65,535
     * @param resent it may have been delivered before the gateway was started
     * @param refusals how often members have refused it before
     */
    Handed(int number, byte[] source, int from, boolean resent, int refusals) {
        int length = RecordLayout.next(source, from) - from;
        boolean isAlone = source.length < 2 * length;
        this.bytes = isAlone ? source : Arrays.copyOfRange(source, from, from + length);
        this.at = isAlone ? from : 0;
        this.number = number;
        this.offset = RecordLayout.offset(bytes, at);
        this.resent = resent;
        this.refusals = refusals;
    }

    int number() {
        return number;
    }

    long offset() {
        return offset;
    }

    /** Of its record, padding included. */
    int bytes() {
        return RecordLayout.next(bytes, at) - at;
    }

    Stretch stretch() {
        return new Stretch(bytes, at, RecordLayout.next(bytes, at), 1);
    }

    MessageView view() {
        return new MessageView().on(bytes, at);
    }

    boolean isFree() {
        return member == NOBODY;
    }

    /** Who has it, or {@link #NOBODY}. */
    GroupMember member() {
        return member;
    }

    void giveTo(GroupMember one, long nowMs) {
        member = one;
        givenMs = nowMs;
        recalled = false;
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

    /** Whether its member has had it since before this time and was not asked for it. */
    boolean isOverdueAt(long timeMs) {
        return member != NOBODY && !recalled && givenMs <= timeMs;
    }

    /** Its member was asked to let go of it. */
    void recalled() {
        recalled = true;
    }

    void refused() {
        refusals++;
    }

    int refusals() {
        return refusals;
    }

    /** The how manieth try the next one, or the one under way, is. */
    int tries() {
        return refusals + 1;
    }

    /** Whether it was delivered before the delivery under way, as far as is known. */
    boolean isRedelivered() {
        return deliveries > 1 || resent || refusals > 0;
    }
}
