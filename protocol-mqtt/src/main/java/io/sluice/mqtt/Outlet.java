package io.sluice.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.mqtt.packet.Reason;

/**
 * The way out of one connection: packets are gathered in one buffer, in order, and written once a
 * turn. Rare packets go through Netty's encoder, which stands before the connection in the
 * pipeline.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class Outlet {
    static final int PUBACK = 0x40;
    static final int PUBREC = 0x50;
    static final int PUBREL = 0x62;
    static final int PUBCOMP = 0x70;

    /** Where Netty's encoder looks the version up. */
    private static final AttributeKey<MqttVersion> VERSION =
            AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

    private static final int PINGRESP = 0xD000;
    private static final int BUFFER_BYTES_MIN = 256;
    private static final int WRITE_BYTES = 64 * 1024;

    private final ChannelHandlerContext context;
    private final Tally tally;
    private final int waitingBytesMax;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private boolean isDirty;
    private boolean isClosed;

    Outlet(ChannelHandlerContext context, Tally tally, int waitingBytesMax) {
        this.context = context;
        this.tally = tally;
        this.waitingBytesMax = waitingBytesMax;
    }

    /** Rare packets are encoded for this version from now on. */
    void speak(MqttVersion version) {
        context.channel().attr(VERSION).set(version);
    }

    /** A buffer with room for so many bytes, to be written into at once, behind all that was. */
    ByteBuf room(int bytes) {
        if (pending.readableBytes() >= WRITE_BYTES && isWritable()) {
            push();
        }
        if (pending.capacity() == 0) {
            pending = newBuffer(bytes);
        }
        return pending.ensureWritable(bytes);
    }

    /** A buffer of the socket's kind, which the caller owns. */
    ByteBuf newBuffer(int bytes) {
        return context.alloc().directBuffer(Math.max(bytes, BUFFER_BYTES_MIN));
    }

    /** One of the four acknowledgements, all being well. */
    void acknowledge(int type, int packetId) {
        room(4).writeInt(type << 24 | 2 << 16 | packetId);
    }

    /** One of the four acknowledgements in version 5, with a reason. */
    void acknowledge(int type, int packetId, Reason reason) {
        room(5).writeInt(type << 24 | 3 << 16 | packetId).writeByte(reason.code());
    }

    void pingResp() {
        room(2).writeShort(PINGRESP);
    }

    /** A rare packet. */
    void packet(MqttMessage packet) {
        if (!isClosed) {
            push();
            put(packet);
        }
    }

    /** A buffer of whole packets, which becomes the outlet's own. */
    void packets(ByteBuf packets) {
        if (isClosed) {
            packets.release();
            return;
        }
        push();
        write(packets);
    }

    /** Whether the socket takes more now. */
    boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Whether the client lets too much lie that it must take. */
    boolean isStuffed() {
        return pending.readableBytes() > waitingBytesMax;
    }

    /** Gives the socket what was gathered, if it takes it. */
    void flush() {
        if (isWritable()) {
            push();
        }
        if (isDirty) {
            isDirty = false;
            context.flush();
        }
    }

    /** Writes everything, whether the socket takes it now or not, and nothing afterwards. */
    ChannelFuture end() {
        push();
        isClosed = true;
        return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    /** The socket is gone. */
    void close() {
        isClosed = true;
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }

    private void push() {
        if (pending.isReadable()) {
            ByteBuf full = pending;
            pending = Unpooled.EMPTY_BUFFER;
            write(full);
        }
    }

    private void write(ByteBuf packets) {
        tally.bytesSent(packets.readableBytes());
        put(packets);
    }

    /** A void promise costs nothing, and a failure comes to the connection as an exception. */
    private void put(Object packets) {
        isDirty = true;
        var unused = context.write(packets, context.voidPromise());
    }
}
