package io.sluice.stomp;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * One connection's way to the ring: hands over what was asked of the broker, and stops reading the
 * socket while the ring has no room for it.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class RingRoom {
    private final Desk desk;
    private final StompOutbound out;
    private boolean awaited;

    RingRoom(Desk desk, StompOutbound out) {
        this.desk = desk;
        this.out = out;
    }

    /** Hands over what was asked of the broker, now or when there is room. */
    void flush() {
        if (!desk.ingress().flush() && !awaited) {
            awaited = true;
            out.pause(StompOutbound.Pause.NO_ROOM);
            desk.ingress().whenRoom(this::roomAgain);
        }
    }

    /** Whether there is room for what may be read now; if not, reads on when there is. */
    boolean isThere() {
        if (!desk.ingress().hasRoom()) {
            flush();
        }
        return !awaited;
    }

    private void roomAgain() {
        awaited = false;
        out.resume(StompOutbound.Pause.NO_ROOM);
    }
}
