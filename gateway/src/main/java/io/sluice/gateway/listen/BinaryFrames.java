package io.sluice.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Makes a stream of bytes of binary frames, and the other way round. How the client cuts them means
 * nothing (MQTT 5, 6.0: packets need not begin with frames). A text frame ends the connection.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class BinaryFrames extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof BinaryWebSocketFrame
                || frame instanceof ContinuationWebSocketFrame) { // of a binary one: text has ended
            ctx.fireChannelRead(((WebSocketFrame) frame).content());
        } else {
            ReferenceCountUtil.release(frame);
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INVALID_MESSAGE_TYPE))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        Object frame = message instanceof ByteBuf bytes ? new BinaryWebSocketFrame(bytes) : message;
        var unused = ctx.write(frame, promise);
    }
}
