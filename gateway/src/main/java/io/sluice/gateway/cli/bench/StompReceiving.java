package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.nio.ByteBuffer;

/** A connection that subscribes; with acknowledgements, the last message of each read gets one. */
@OwnedBy(Lane.EVENT_LOOP)
final class StompReceiving implements StompLink.Role {
    private static final byte[] ACK_HEAD = "ACK\nid:".getBytes(US_ASCII);
    private static final byte[] ACK_END = "\n\n\0".getBytes(US_ASCII);
    private static final int ACK_ID_BYTES_MAX = 1_024;

    private final StompDialect dialect;
    private final String filter;
    private final int qos;
    private final Receiver receiver;
    private final byte[] ackId = new byte[ACK_ID_BYTES_MAX];
    private int ackIdBytes;
    private ChannelHandlerContext socket;
    private Runnable ready;

    StompReceiving(StompDialect dialect, String filter, int qos, Receiver receiver) {
        this.dialect = dialect;
        this.filter = filter;
        this.qos = qos;
        this.receiver = receiver;
    }

    @Override
    public void connected(ChannelHandlerContext socket, Runnable ready) {
        this.socket = socket;
        this.ready = ready;
        String frame = dialect.subscribe(filter, qos);
        var unused = socket.writeAndFlush(StompDialect.bytes(socket.alloc(), frame));
    }

    @Override
    public void receipt() {
        ready.run();
    }

    @Override
    public void readBegins(long nowNanos) {
        receiver.readBegins(nowNanos);
    }

    @Override
    public void message(StompFrames frames, ByteBuffer bytes, int bodyAt, int bodyEnd) {
        receiver.message(bytes, bodyAt, bodyEnd - bodyAt);
        if (qos > 0 && frames.ackAt() != StompFrames.NOWHERE) {
            ackIdBytes = Math.min(ACK_ID_BYTES_MAX, frames.ackEnd() - frames.ackAt());
            bytes.get(frames.ackAt(), ackId, 0, ackIdBytes);
        }
    }

    @Override
    public void readEnds() {
        if (ackIdBytes > 0) {
            ByteBuf ack = socket.alloc().directBuffer();
            ack.writeBytes(ACK_HEAD).writeBytes(ackId, 0, ackIdBytes).writeBytes(ACK_END);
            var unused = socket.writeAndFlush(ack, socket.channel().voidPromise());
            ackIdBytes = 0;
        }
        receiver.readEnds();
    }
}
