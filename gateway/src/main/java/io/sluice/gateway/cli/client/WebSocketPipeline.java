package io.sluice.gateway.cli.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;

/**
 * Puts a WebSocket below a protocol that knows only bytes: frames are opened on the way in and made
 * on the way out, and the protocol sees an active channel once the handshake is done.
 */
public final class WebSocketPipeline {
    private static final int ANSWER_BYTES_MAX = 64 << 10;
    private static final int FRAME_BYTES_MAX = 16 << 20;

    private WebSocketPipeline() {}

    public static void addTo(ChannelPipeline pipeline, Address address) {
        URI uri =
                URI.create(
                        "ws://%s:%d%s".formatted(address.host(), address.port(), address.path()));
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(ANSWER_BYTES_MAX),
                new WebSocketClientProtocolHandler(
                        WebSocketClientHandshakerFactory.newHandshaker(
                                uri,
                                WebSocketVersion.V13,
                                address.scheme().subProtocol(),
                                false,
                                new DefaultHttpHeaders(),
                                FRAME_BYTES_MAX)),
                new CombinedChannelDuplexHandler<>(new Opening(), new Wrapping()));
    }

    /** From frames to bytes. */
    private static final class Opening extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            // the protocol begins with the handshake's end
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                ctx.fireChannelActive();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.fireChannelRead(((WebSocketFrame) message).content());
        }
    }

    /** From bytes to frames. */
    private static final class Wrapping extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            boolean isHandshake = !(message instanceof ByteBuf);
            Object frame = isHandshake ? message : new BinaryWebSocketFrame((ByteBuf) message);
            var unused = ctx.write(frame, promise);
        }
    }
}
