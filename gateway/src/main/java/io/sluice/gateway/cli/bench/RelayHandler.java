package io.sluice.gateway.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection of the {@link NullRelay}: copies whole packets, and acknowledges for everybody.
 */
final class RelayHandler extends ChannelInboundHandlerAdapter implements MqttFrames.Packets {
    private static final int CONNACK = 0x2002_0000;
    private static final int SUBACK = 0x9003_0000;
    private static final int FIXED_HEAD = 5;

    private final RelayTable table;
    private final FrameCutter cutter = new FrameCutter(new MqttFrames(this));
    private final Replies replies = new Replies();
    private List<ChannelHandlerContext> receivers = List.of();
    private boolean publishes;
    private ChannelHandlerContext socket;
    private ByteBuf batch = Unpooled.EMPTY_BUFFER;

    RelayHandler(RelayTable table) {
        this.table = table;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        socket = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        batch = ctx.alloc().directBuffer(bytes.readableBytes() + 4096);
        cutter.feed(bytes);
        bytes.release();
        relay();
        replies.send(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        table.remove(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var unused = ctx.close();
    }

    @Override
    public void packet(int first, ByteBuffer bytes, int at, int end) {
        switch (MqttFrames.typeOf(first)) {
            case MqttFrames.CONNECT -> replies.add(socket, CONNACK, 0);
            case MqttFrames.SUBSCRIBE -> subscribe(bytes, at);
            case MqttFrames.PUBLISH -> publish(first, bytes, at, end);
            case MqttFrames.PUBREL ->
                    replies.add(socket, Replies.PUBCOMP, bytes.getShort(at) & 0xffff);
            default -> {} // acknowledgements of what the relay never asked to be acknowledged
        }
    }

    private void subscribe(ByteBuffer bytes, int at) {
        table.add(text(bytes, at + 2), socket);
        ByteBuf answer = socket.alloc().directBuffer(FIXED_HEAD);
        answer.writeInt(SUBACK | bytes.getShort(at) & 0xffff).writeByte(2);
        var unused = socket.writeAndFlush(answer);
    }

    private void publish(int first, ByteBuffer bytes, int at, int end) {
        if (!publishes) {
            publishes = true;
            receivers = table.matching(text(bytes, at));
        }
        if (MqttFrames.qosOf(first) > 0) {
            int idAt = at + 2 + (bytes.getShort(at) & 0xffff);
            int kind = MqttFrames.qosOf(first) == 1 ? Replies.PUBACK : Replies.PUBREC;
            replies.add(socket, kind, bytes.getShort(idAt) & 0xffff);
        }
        int length = end - at;
        batch.writeByte(first);
        while (length > 0x7f) {
            batch.writeByte(length & 0x7f | 0x80);
            length >>>= 7;
        }
        batch.writeByte(length).writeBytes(slice(bytes, at, end));
    }

    private static ByteBuffer slice(ByteBuffer bytes, int at, int end) {
        return bytes.slice(at, end - at);
    }

    private void relay() {
        for (ChannelHandlerContext receiver : receivers) {
            var unused =
                    receiver.writeAndFlush(
                            batch.retainedDuplicate(), receiver.channel().voidPromise());
        }
        batch.release();
        batch = Unpooled.EMPTY_BUFFER;
    }

    private static String text(ByteBuffer bytes, int at) {
        byte[] text = new byte[bytes.getShort(at) & 0xffff];
        bytes.get(at + 2, text);
        return new String(text, UTF_8);
    }
}
