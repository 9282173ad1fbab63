package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Feed;
import io.sluice.broker.Ingress;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.Settlement;
import io.sluice.broker.Share;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Deliveries that are encoded and may not leave yet: a QoS 2 PUBLISH waits until its packet id is
 * remembered, and what comes behind it waits too, so that the order stays.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class HeldDeliveries {
    private final MqttSession session;
    private final Outlet outlet;
    private final OutboundWindow window;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>(1);
    private int bytes;
    private boolean hasOpen;

    HeldDeliveries(MqttSession session, Outlet outlet, OutboundWindow window) {
        this.session = session;
        this.outlet = outlet;
        this.window = window;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Bytes held. */
    int bytes() {
        return bytes;
    }

    /** The buffer for what is held, with room for so many bytes, to be filled at once. */
    ByteBuf room(int count) {
        bytes += count;
        return open().packets.ensureWritable(count);
    }

    /**
     * A QoS 2 PUBLISH with this id is among what is held.
     *
     * @param share the group whose message it is
     */
    void remember(int packetId, long offset, Share share) {
        open().remember(packetId, offset);
        if (share.ref() != 0 && share.claim(offset)) {
            Settlement.Outcome outcome = Settlement.Outcome.ACKNOWLEDGED;
            open().taken.add(new Settlement(share.ref(), offset, outcome));
        }
    }

    /** Nothing more comes this turn; asks for what must be remembered first. */
    void send(Ingress ingress, Feed feed) {
        if (!hasOpen) {
            return;
        }
        hasOpen = false;
        Chunk last = chunks.peekLast();
        if (last.count == 0) {
            last.isReady = true;
            release();
        } else {
            ingress.sending(
                    feed,
                    Arrays.copyOf(last.packetIds, last.count),
                    Arrays.copyOf(last.offsets, last.count),
                    last.taken,
                    last);
        }
    }

    /** The connection is gone. */
    void close() {
        for (Chunk chunk : chunks) {
            chunk.packets.release();
        }
        chunks.clear();
    }

    private Chunk open() {
        if (!hasOpen) {
            hasOpen = true;
            chunks.add(new Chunk(outlet.newBuffer(0)));
        }
        return chunks.peekLast();
    }

    private void release() {
        while (!chunks.isEmpty() && chunks.peek().isReady) {
            ByteBuf packets = chunks.poll().packets;
            bytes -= packets.readableBytes();
            outlet.packets(packets);
        }
        session.wantsTurn();
    }

    /** What one turn has held. */
    private final class Chunk implements Receipt {
        private final ByteBuf packets;
        private final List<Settlement> taken = new ArrayList<>();
        private int[] packetIds = new int[8];
        private long[] offsets = new long[8];
        private int count;
        private boolean isReady;

        Chunk(ByteBuf packets) {
            this.packets = packets;
        }

        void remember(int packetId, long offset) {
            if (count == packetIds.length) {
                packetIds = Arrays.copyOf(packetIds, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            packetIds[count] = packetId;
            offsets[count++] = offset;
        }

        @Override
        public void stored(long firstOffset) {
            if (session.isConnected()) {
                for (int i = 0; i < count; i++) {
                    // from now on it is the session's, and no other member's
                    window.settle(packetIds[i]).acknowledged(offsets[i]);
                }
                isReady = true;
                release();
            }
        }

        @Override
        public void refused(Refusal why) {
            session.end(Ending.told(Refusals.ofConnection(why), why.text()));
        }
    }
}
