package io.sluice.mqtt;

import io.sluice.broker.SessionState;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import java.util.BitSet;

/**
 * What a client has published and was not answered for, and the packet ids of QoS 2 that it has not
 * released, by which a second try is known.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class InboundWindow {
    private final int unansweredMax;
    private final BitSet unreleased = new BitSet();
    private int unanswered;

    /**
     * @param unansweredMax what is demanded of the client
     */
    InboundWindow(int unansweredMax) {
        this.unansweredMax = unansweredMax;
    }

    void restore(SessionState state) {
        for (int id : state.unreleased()) {
            unreleased.set(id);
        }
    }

    /** A publish of QoS 1 or 2 has come. */
    void enter() {
        if (++unanswered > unansweredMax) {
            throw new ProtocolViolation(
                    "MQTT-3.3.4-7",
                    Reason.RECEIVE_MAXIMUM_EXCEEDED,
                    "more than " + unansweredMax + " publishes unanswered");
        }
    }

    /** One was answered for good. What an earlier connection sent was never counted. */
    void leave() {
        if (unanswered > 0) {
            unanswered--;
        }
    }

    /** Whether a publish of QoS 2 with this id was taken and is not released. */
    boolean holds(int packetId) {
        return unreleased.get(packetId);
    }

    void hold(int packetId) {
        unreleased.set(packetId);
    }

    /** The id is free again; whether it was not before. */
    boolean release(int packetId) {
        boolean held = unreleased.get(packetId);
        unreleased.clear(packetId);
        return held;
    }
}
