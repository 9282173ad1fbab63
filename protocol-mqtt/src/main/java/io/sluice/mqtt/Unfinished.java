package io.sluice.mqtt;

import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Receipt;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** What a client was sent before and has not finished: who goes on with it, or that nobody can. */
@OwnedBy(Lane.EVENT_LOOP)
final class Unfinished {
    private final MqttLoop loop;
    private final Outlet outlet;
    private final OutboundWindow window;
    private final Origin own;

    /**
     * @param own the session's own feed, whose is all that is nobody else's
     */
    Unfinished(MqttLoop loop, Outlet outlet, OutboundWindow window, Origin own) {
        this.loop = loop;
        this.outlet = outlet;
        this.window = window;
        this.own = own;
    }

    /** Goes on where an earlier connection stopped: those of which PUBREC had come are released. */
    void restore(Inflight left) {
        window.restore(left);
        release(left);
    }

    /** The same of a reading. */
    void restore(Inflight left, Feed reading) {
        window.restore(left, reading);
        release(left);
    }

    private void release(Inflight left) {
        for (int i = 0; i < left.count(); i++) {
            if (left.stages()[i] == Inflight.RECEIVED) {
                outlet.acknowledge(Outlet.PUBREL, left.packetIds()[i]);
            }
        }
    }

    /**
     * What this reading has not finished is the session's from now on; the log is to know whose
     * exchanges of QoS 2 they are.
     */
    void adopt(Feed reading) {
        Inflight left = window.inflight(reading);
        Inflight twos = left.where(stage -> stage != Inflight.SENT_QOS1);
        Inflight received = left.where(stage -> stage == Inflight.RECEIVED);
        if (twos.count() > 0) {
            loop.ingress().sending(own.feed(), twos.packetIds(), twos.offsets(), Receipt.NONE);
        }
        if (received.count() > 0) {
            loop.ingress().received(own.feed(), received.packetIds(), Receipt.NONE);
        }
        window.adopt(reading);
    }

    /** Retention took what was to be sent again: the ids are free, and the next message tells. */
    void gone(Origin from, Inflight exchanges) {
        for (int i = 0; i < exchanges.count(); i++) {
            int packetId = exchanges.packetIds()[i];
            boolean isOpen =
                    window.stage(packetId) != OutboundWindow.FREE
                            && window.feed(packetId, own.feed()) == from.feed()
                            && window.offset(packetId) == exchanges.offsets()[i];
            if (isOpen) {
                window.free(packetId);
            }
        }
        Inflight twos = exchanges.where(stage -> stage == Inflight.SENT_QOS2);
        if (twos.count() > 0) {
            loop.ingress().completed(from.feed(), twos.packetIds());
        }
        from.lost(exchanges.count());
    }
}
