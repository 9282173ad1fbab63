package io.sluice.inspect;

import io.sluice.broker.DropLedger;
import java.util.List;

/**
 * What became of one message.
 *
 * @param publisher what operators call the session that published it; empty if nobody knows
 * @param subscribers those who match it now, and those of whom it is written down that they were
 *     not delivered it
 * @param isCut whether there are more of them
 * @param drops what is written down of it
 */
public record Explanation(
        StoredMessage message,
        String publisher,
        List<Fate> subscribers,
        boolean isCut,
        List<DropLedger.Entry> drops) {

    /** How far a message is on its way to one subscriber. */
    public enum State {
        /** Taken: acknowledged, or of QoS 0 and written to the socket. */
        DELIVERED,
        /** Sent, and not acknowledged yet; of a group, by the member that has it. */
        SENT,
        /** Still to be sent. */
        WAITING,
        /** Not delivered: {@link Fate#why}. */
        DROPPED,
        /** The subscription was made after it. */
        SUBSCRIBED_LATER,
        /** Its own, and it wants no such (no local). */
        OWN
    }

    /**
     * One subscriber's part.
     *
     * @param why the reason's label if it was dropped; else empty
     */
    public record Fate(String label, boolean isConnected, State state, String why) {}
}
