package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Ingress;
import io.sluice.broker.MessageFlags;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionState;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.ProtocolViolation;
import io.sluice.mqtt.packet.PublishView;
import io.sluice.mqtt.packet.Reason;
import java.util.Arrays;

/**
 * What one client publishes: each message goes from the socket's buffer into the parcel, and is
 * answered when the parcel's receipt comes. Nothing is answered before what came before it.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class InboundPublishes {
    private static final int PARCEL_BYTES = 64 * 1024;

    private final MqttLoop loop;
    private final Client client;
    private final MqttSession session;
    private final Outlet outlet;
    private final KnownTopics topics;
    private final InboundWindow window;
    private final int recordBytesMax;
    private PublishReceipt receipt;
    private int[] releases = new int[2];
    private int releaseCount;
    private int outstanding;
    private boolean isForLater;

    InboundPublishes(MqttLoop loop, Client client, MqttSession session, Outlet outlet) {
        this.loop = loop;
        this.client = client;
        this.session = session;
        this.outlet = outlet;
        Assembly assembly = loop.assembly();
        this.topics = new KnownTopics(loop, client);
        this.window =
                new InboundWindow(
                        client.is5() ? assembly.config().receiveMax() : Integer.MAX_VALUE);
        this.recordBytesMax = assembly.broker().recordBytesMax();
        this.receipt = new PublishReceipt(this, 0);
    }

    void restore(SessionState state) {
        window.restore(state);
    }

    /** A PUBLISH packet. */
    void publish(int first, ByteBuf in, int from, int to) {
        PublishView packet = loop.publish();
        packet.on(first, in, from, to, client.is5());
        KnownTopics.Known known = topics.of(packet, in);
        int qos = packet.qos();
        loop.tally().received(qos, to - from);
        if (qos == 2 && window.holds(packet.packetId())) {
            due().answers(qos, packet.packetId(), Reason.NORMAL);
            return;
        }
        if (qos > 0) {
            window.enter();
        }
        Reason refusal = known.refusal();
        if (refusal == Reason.NORMAL && packet.isFalseText()) {
            refusal = Reason.PAYLOAD_FORMAT_INVALID;
        }
        if (refusal == Reason.NORMAL) {
            store(packet, known);
        } else {
            tellDropped(reasonOf(refusal), known);
            refuse(packet, refusal);
        }
    }

    private void store(PublishView packet, KnownTopics.Known known) {
        int block = packet.blockBytes();
        int payload = packet.payloadBytes();
        if (ParcelBuilder.recordBytes(known.topic(), block, payload) > recordBytesMax) {
            tellDropped(DropReason.TOO_LARGE, known);
            throw new ProtocolViolation(
                    "MQTT-3.2.2-15", Reason.PACKET_TOO_LARGE, Refusal.TOO_LARGE.text());
        }
        if (known.isDelayed() != isForLater) {
            handOver(); // too many for later are refused by the parcel, and not with others
            isForLater = known.isDelayed();
        }
        ParcelBuilder parcel = loop.parcel();
        int room = parcel.add(known.topic(), flags(packet), block, payload);
        if (block > 0) {
            packet.copyBlock(parcel.array(), room);
        }
        packet.copyPayload(parcel.array(), room + block);
        int qos = packet.qos();
        parcel.publishedBy(
                room, known.topic(), client.feed().ref(), qos == 2 ? packet.packetId() : 0);
        if (known.isDelayed()) {
            parcel.delay(room, known.topic(), known.delaySeconds());
        }
        if (packet.expirySeconds() >= 0) {
            parcel.expiresAfter(room, known.topic(), packet.expirySeconds());
        }
        if (qos > 0) {
            due().stores(qos, packet.packetId(), parcel.count() - 1);
        }
        if (qos == 2) {
            window.hold(packet.packetId());
        }
        if (parcel.bytes() >= PARCEL_BYTES) {
            handOver();
            loop.ingress().flush();
        }
    }

    private void tellDropped(DropReason why, KnownTopics.Known known) {
        loop.tally().dropped(Drop.published(why, client.label(), known.name(), 1));
    }

    private static DropReason reasonOf(Reason refusal) {
        return refusal == Reason.QUOTA_EXCEEDED
                ? DropReason.TOPICS_FULL
                : DropReason.labelled(refusal.label());
    }

    private static int flags(PublishView packet) {
        return packet.qos()
                | (packet.isRetain() ? MessageFlags.RETAIN : 0)
                | (packet.isText() ? MessageFlags.BODY_UTF8 : 0)
                | MessageFlags.FROM_MQTT;
    }

    /**
     * Version 3 has no way to say no: what it may not, it believes done; what cannot be, ends it.
     */
    private void refuse(PublishView packet, Reason reason) {
        if (packet.qos() == 0) {
            return;
        }
        if (client.is5()) {
            due().answers(packet.qos(), packet.packetId(), reason);
        } else if (reason == Reason.NOT_AUTHORIZED) {
            due().answers(packet.qos(), packet.packetId(), Reason.NORMAL);
        } else {
            session.end(Ending.told(reason, "a publish was refused"));
        }
    }

    /** A PUBREL packet. */
    void release(int packetId) {
        if (!window.release(packetId)) {
            if (client.is5()) {
                outlet.acknowledge(Outlet.PUBCOMP, packetId, Reason.PACKET_ID_NOT_FOUND);
            } else {
                outlet.acknowledge(Outlet.PUBCOMP, packetId);
            }
            return;
        }
        if (releaseCount == releases.length) {
            releases = Arrays.copyOf(releases, 2 * releaseCount);
        }
        releases[releaseCount++] = packetId;
    }

    /** Gives the broker what was gathered; it goes onto the ring with the loop's turn. */
    void handOver() {
        Ingress ingress = loop.ingress();
        ParcelBuilder parcel = loop.parcel();
        PublishReceipt full = receipt;
        if (!full.isEmpty()) {
            outstanding++;
            receipt = new PublishReceipt(this, 0);
        }
        if (!parcel.isEmpty()) {
            ingress.publish(parcel.take(false, full.isEmpty() ? Receipt.NONE : full));
        } else if (!full.isEmpty()) {
            if (outstanding > 1) {
                ingress.barrier(full);
            } else {
                full.stored(-1);
            }
        }
        if (releaseCount > 0) {
            int[] ids = Arrays.copyOf(releases, releaseCount);
            releaseCount = 0;
            ingress.released(client.feed(), ids, new Completion(ids));
        }
    }

    /** Sends the answer to one publish. */
    void answer(int qos, int packetId, Reason reason) {
        if (!session.isConnected()) {
            return;
        }
        if (qos == 1 || reason.isError()) {
            window.leave();
        }
        int type = qos == 1 ? Outlet.PUBACK : Outlet.PUBREC;
        if (reason == Reason.NORMAL) {
            outlet.acknowledge(type, packetId);
        } else {
            outlet.acknowledge(type, packetId, reason);
        }
    }

    /** Answers a publish that the broker refused; false if that ended the connection. */
    boolean answerRefused(int qos, int packetId, Reason reason) {
        if (reason == Reason.NORMAL || reason.isError() && isAnswer(reason)) {
            if (reason.isError() && qos == 2) {
                window.release(packetId);
            }
            answer(qos, packetId, reason);
            return true;
        }
        session.end(Ending.told(reason, "a publish was refused"));
        return false;
    }

    private boolean isAnswer(Reason reason) {
        return client.is5() && Refusals.isPublishAnswer(reason);
    }

    /** All answers of one parcel are out. */
    void answered(long startNanos) {
        outstanding--;
        if (startNanos != 0) {
            loop.tally().acknowledged(System.nanoTime() - startNanos);
        }
        session.wantsTurn();
    }

    /** The receipt for what the next publish belongs to. */
    private PublishReceipt due() {
        if (receipt.isEmpty() && loop.tally().samplesAck()) {
            receipt = new PublishReceipt(this, System.nanoTime());
        }
        return receipt;
    }

    /** PUBCOMP for ids that the client has released, when that is remembered. */
    private final class Completion implements Receipt {
        private final int[] packetIds;

        Completion(int[] packetIds) {
            this.packetIds = packetIds;
        }

        @Override
        public void stored(long firstOffset) {
            if (session.isConnected()) {
                for (int id : packetIds) {
                    window.leave();
                    outlet.acknowledge(Outlet.PUBCOMP, id);
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
