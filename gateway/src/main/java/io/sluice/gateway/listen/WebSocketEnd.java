package io.sluice.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.concurrent.TimeUnit;

/**
 * The control frames of RFC 6455: answers a ping, and says goodbye, once, before it hangs up,
 * whoever began with it or broke a rule. Frames of data pass until one side has said goodbye.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class WebSocketEnd extends ChannelDuplexHandler {
    private static final long GOODBYE_TIMEOUT_S = 2;

    private boolean closing;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (closing || frame instanceof PongWebSocketFrame) {
            ReferenceCountUtil.release(frame);
        } else if (frame instanceof PingWebSocketFrame ping) {
            var unused = ctx.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            int status = close.statusCode(); // -1 without one, and then none goes back
            close.release();
            hangUp(ctx, status < 0 ? new CloseWebSocketFrame() : answer(status), ctx.newPromise());
        } else if (frame instanceof ByteBuf early) {
            early.release(); // data sent before our answer to the handshake (RFC 6455, 4.1)
            hangUp(ctx, goodbye(WebSocketCloseStatus.PROTOCOL_ERROR), ctx.newPromise());
        } else {
            ctx.fireChannelRead(frame);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
        closing |= frame instanceof CloseWebSocketFrame; // somebody else has said goodbye
        var unused = ctx.write(frame, promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        hangUp(ctx, goodbye(WebSocketCloseStatus.NORMAL_CLOSURE), promise);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean isWrapped = cause.getCause() instanceof CorruptedWebSocketFrameException;
        Throwable fault = isWrapped ? cause.getCause() : cause;
        if (fault instanceof CorruptedWebSocketFrameException broken) {
            hangUp(ctx, goodbye(broken.closeStatus()), ctx.newPromise());
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void hangUp(
            ChannelHandlerContext ctx, CloseWebSocketFrame goodbye, ChannelPromise promise) {
        boolean reachable = ctx.channel().isActive() && ctx.channel().isWritable();
        if (closing || !reachable) {
            closing = true;
            goodbye.release();
            var unused = ctx.close(promise);
            return;
        }
        closing = true;
        Runnable hangUp =
                () -> {
                    var unused = ctx.close();
                };
        var giveUp = ctx.executor().schedule(hangUp, GOODBYE_TIMEOUT_S, TimeUnit.SECONDS);
        ctx.writeAndFlush(goodbye)
                .addListener(
                        written -> {
                            giveUp.cancel(false);
                            var unused = ctx.close(promise);
                        });
    }

    private static CloseWebSocketFrame answer(int status) {
        return new CloseWebSocketFrame(status, "");
    }

    private static CloseWebSocketFrame goodbye(WebSocketCloseStatus status) {
        return new CloseWebSocketFrame(status);
    }
}
