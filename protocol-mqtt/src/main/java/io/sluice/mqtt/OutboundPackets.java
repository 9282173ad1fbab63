package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.MessageView;
import io.sluice.broker.Share;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.PublishEncoder;
import io.sluice.mqtt.packet.Scratch;

/**
 * PUBLISH packets on their way to one client: measured, encoded into one buffer a turn, held if
 * they may not leave yet.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class OutboundPackets {
    private static final int TURN_BYTES = 256 * 1024;
    private static final int DRAIN_BYTES = 32 * 1024;

    private final MqttLoop loop;
    private final Client client;
    private final Outlet outlet;
    private final Scratch scratch;
    private final PublishEncoder encoder;
    private final OutboundAliases aliases;
    private final HeldDeliveries held;
    private final int heldBytesMax;
    private boolean isHolding;
    private int turnBytes;
    private long nowMs;

    OutboundPackets(
            MqttLoop loop,
            Client client,
            MqttSession session,
            Outlet outlet,
            OutboundWindow window) {
        this.loop = loop;
        this.client = client;
        this.outlet = outlet;
        this.scratch = loop.scratch();
        this.encoder = new PublishEncoder(client.is5());
        this.aliases = new OutboundAliases(client.terms().topicAliasMax());
        this.held = new HeldDeliveries(session, outlet, window);
        this.heldBytesMax = loop.assembly().config().outgoingBytesMax();
    }

    /** A turn begins. */
    void begin() {
        nowMs = loop.assembly().clock().millis();
        turnBytes = 0;
        isHolding = !held.isEmpty();
    }

    /** When this turn began. */
    long nowMs() {
        return nowMs;
    }

    /** Whether enough was written for one turn. */
    boolean isTurnOver() {
        return turnBytes >= TURN_BYTES;
    }

    /** Whether this turn, the socket and what is held leave room for more. */
    boolean takesMore() {
        return !isTurnOver() && outlet.isWritable() && held.bytes() < heldBytesMax;
    }

    /** Whether what is written now must wait behind what may not leave yet. */
    boolean isHolding() {
        return isHolding;
    }

    /** Whether topic names may be shortened, so that each client has packets of its own. */
    boolean hasAliases() {
        return aliases.isUsed();
    }

    PublishEncoder encoder() {
        encoder.annotations().clear();
        return encoder;
    }

    /**
     * Measures the packet, with its alias if the client takes such; false if it is longer than the
     * client takes.
     */
    boolean fits(Delivery delivery, MessageView message, int qos, Origin origin) {
        encoder.annotations().clear();
        if (client.is5()) {
            origin.annotate(encoder.annotations(), delivery, message);
        }
        int packetBytesMax = client.terms().packetBytesMax();
        long secondsLeft = message.expires() ? Math.max(0, message.secondsLeft(nowMs)) : -1;
        int bytes = encoder.measure(message, qos, delivery.grant().subscriptionIds(), secondsLeft);
        if (aliases.isUsed()) {
            int alias = aliases.known(message);
            if (alias != OutboundAliases.NONE) {
                bytes = encoder.withAlias(alias, false);
            } else if (bytes + 4 <= packetBytesMax) {
                alias = aliases.learn(message);
                if (alias != OutboundAliases.NONE) {
                    bytes = encoder.withAlias(alias, true);
                }
            }
        }
        return bytes <= packetBytesMax;
    }

    /**
     * What is written from now on waits until this packet id is remembered.
     *
     * @param share the group whose message it is
     */
    void hold(int packetId, long offset, Share share) {
        if (!isHolding) {
            drain();
            isHolding = true;
        }
        held.remember(packetId, offset, share);
    }

    /** Writes what was measured. */
    void write(MessageView message, boolean isDuplicate, boolean isRetain, int packetId) {
        encoder.write(scratch, isDuplicate, isRetain, packetId);
        if (!encoder.isSmall()) {
            drain();
            int payload = message.payloadBytes();
            room(payload).writeBytes(message.bytes(), message.payloadAt(), payload);
        }
    }

    /** Moves small packets on when they have become many; true if no more is taken then. */
    boolean isFullAfterDrain() {
        if (scratch.length() <= DRAIN_BYTES) {
            return false;
        }
        drain();
        return !takesMore();
    }

    void drain() {
        int length = scratch.length();
        if (length > 0) {
            scratch.drainTo(room(length));
        }
    }

    /** The buffer with room for so many bytes, to be filled at once. */
    ByteBuf room(int bytes) {
        turnBytes += bytes;
        loop.tally().publishBytesSent(bytes);
        return isHolding ? held.room(bytes) : outlet.room(bytes);
    }

    /** Nothing more comes from there this turn. */
    void end(Feed feed) {
        held.send(loop.ingress(), feed);
    }

    void close() {
        held.close();
    }
}
