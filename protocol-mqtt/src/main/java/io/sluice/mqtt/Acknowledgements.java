package io.sluice.mqtt;

import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Share;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.Reason;
import java.util.Arrays;

/**
 * One client's answers to its deliveries. They open the window again; those of QoS 2 are remembered
 * first and answered then, all of one read together.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Acknowledgements {
    private final MqttLoop loop;
    private final Client client;
    private final MqttSession session;
    private final Outlet outlet;
    private final OutboundWindow window;
    private Feed from;
    private int[] received = new int[2];
    private int[] completed = new int[2];
    private int receivedCount;
    private int completedCount;

    Acknowledgements(
            MqttLoop loop,
            Client client,
            MqttSession session,
            Outlet outlet,
            OutboundWindow window) {
        this.loop = loop;
        this.client = client;
        this.session = session;
        this.outlet = outlet;
        this.window = window;
        this.from = client.feed();
    }

    /**
     * PUBACK: the delivery is done.
     *
     * @param code an error: the client does not want it
     */
    void pubAck(int packetId, int code) {
        byte stage = window.stage(packetId);
        if (stage == OutboundWindow.FREE) {
            return; // of an exchange that we have forgotten
        }
        if (stage != Inflight.SENT_QOS1) {
            throw ProtocolViolation.error("MQTT-4.3.3-1", "PUBACK for a delivery of QoS 2");
        }
        Share share = window.settle(packetId);
        if (code < Reason.UNSPECIFIED_ERROR.code()) {
            share.acknowledged(window.offset(packetId));
        } else {
            share.rejected(window.offset(packetId), false);
            tellRejected(packetId, share);
        }
        window.free(packetId);
    }

    /**
     * PUBREC: the client has the delivery.
     *
     * @param code an error ends the exchange
     */
    void pubRec(int packetId, int code) {
        byte stage = window.stage(packetId);
        if (stage == Inflight.SENT_QOS1) {
            throw ProtocolViolation.error("MQTT-4.3.2-1", "PUBREC for a delivery of QoS 1");
        }
        if (code >= Reason.UNSPECIFIED_ERROR.code()) {
            if (stage != OutboundWindow.FREE) {
                tellRejected(packetId, Share.NONE);
                complete(packetId);
            }
        } else if (stage == Inflight.SENT_QOS2) {
            gatherFrom(window.feed(packetId, client.feed()));
            window.received(packetId);
            received = withRoom(received, receivedCount);
            received[receivedCount++] = packetId;
        } else if (stage == OutboundWindow.FREE && client.is5()) {
            outlet.acknowledge(Outlet.PUBREL, packetId, Reason.PACKET_ID_NOT_FOUND);
        } else {
            outlet.acknowledge(Outlet.PUBREL, packetId);
        }
    }

    /** PUBCOMP: the exchange is over. */
    void pubComp(int packetId) {
        byte stage = window.stage(packetId);
        if (stage == OutboundWindow.FREE) {
            return;
        }
        if (stage != Inflight.RECEIVED) {
            throw ProtocolViolation.error("MQTT-4.3.3-1", "PUBCOMP before PUBREC");
        }
        complete(packetId);
    }

    /** Gives the broker what was gathered. */
    void handOver() {
        if (receivedCount > 0) {
            int[] ids = Arrays.copyOf(received, receivedCount);
            receivedCount = 0;
            loop.ingress().received(from, ids, new Releases(ids));
        }
        if (completedCount > 0) {
            int[] ids = Arrays.copyOf(completed, completedCount);
            completedCount = 0;
            loop.ingress().completed(from, ids);
        }
    }

    /** What a group does with it, it tells itself. */
    private void tellRejected(int packetId, Share share) {
        if (share == Share.NONE) {
            long offset = window.offset(packetId);
            loop.tally().dropped(Drop.delivery(DropReason.REJECTED, client.label(), offset));
        }
    }

    private void complete(int packetId) {
        gatherFrom(window.feed(packetId, client.feed()));
        window.free(packetId);
        completed = withRoom(completed, completedCount);
        completed[completedCount++] = packetId;
    }

    /** What comes next is of deliveries from there; what was gathered of others goes first. */
    private void gatherFrom(Feed feed) {
        if (feed != from) {
            handOver();
            from = feed;
        }
    }

    private static int[] withRoom(int[] ids, int count) {
        return count < ids.length ? ids : Arrays.copyOf(ids, 2 * count);
    }

    /** PUBREL for ids of which PUBREC has come, when that is remembered. */
    private final class Releases implements Receipt {
        private final int[] packetIds;

        Releases(int[] packetIds) {
            this.packetIds = packetIds;
        }

        @Override
        public void stored(long firstOffset) {
            if (session.isConnected()) {
                for (int id : packetIds) {
                    outlet.acknowledge(Outlet.PUBREL, id);
                }
                session.wantsTurn();
            }
        }

        @Override
        public void refused(Refusal why) {
            session.end(Ending.told(Refusals.ofConnection(why), why.text()));
        }
    }
}
