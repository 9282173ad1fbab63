package io.sluice.gateway.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** MQTT's four-byte answers to the packets of one read, sent as one buffer. */
@OwnedBy(Lane.EVENT_LOOP)
final class Replies {
    static final int PUBACK = 0x4002_0000;
    static final int PUBREC = 0x5002_0000;
    static final int PUBREL = 0x6202_0000;
    static final int PUBCOMP = 0x7002_0000;

    private static final int ROOM = 4096;

    private ByteBuf waiting = Unpooled.EMPTY_BUFFER;

    /** One of the four kinds, for the packet identifier. */
    void add(ChannelHandlerContext socket, int kind, int packetId) {
        if (waiting == Unpooled.EMPTY_BUFFER) {
            waiting = socket.alloc().directBuffer(ROOM);
        }
        waiting.writeInt(kind | packetId);
    }

    void send(ChannelHandlerContext socket) {
        if (waiting.isReadable()) {
            ByteBuf batch = waiting;
            waiting = Unpooled.EMPTY_BUFFER;
            var unused = socket.writeAndFlush(batch, socket.channel().voidPromise());
        }
    }
}
