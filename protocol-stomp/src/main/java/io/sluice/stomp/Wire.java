package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;

/** What carries STOMP's bytes: a stream of its own, or WebSocket. */
sealed interface Wire {
    /** The bytes of something that was read. */
    ByteBuf bytes(Object read);

    /** What must be written so that the bytes arrive. */
    Object wrap(ByteBuf frames, boolean text);

    /** Whether each frame is best wrapped by itself. */
    boolean wantsFramesApart();

    /** Tells the client that nothing more will come, once all is flushed. */
    void end(Channel channel);

    /** TCP, with or without TLS. */
    record Stream() implements Wire {
        @Override
        public ByteBuf bytes(Object read) {
            return (ByteBuf) read;
        }

        @Override
        public Object wrap(ByteBuf frames, boolean text) {
            return frames;
        }

        @Override
        public boolean wantsFramesApart() {
            return false;
        }

        @Override
        public void end(Channel channel) {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                var unused = tls.closeOutbound();
            } else if (channel instanceof DuplexChannel socket) {
                var unused = socket.shutdownOutput();
            }
        }
    }

    /**
     * WebSocket. Borders of its frames mean nothing on the way in; on the way out there is one for
     * each STOMP frame, because old clients split a text at every NUL, which a body may contain.
     */
    record WebSocket(StompConfig.WsFrame form) implements Wire {
        @Override
        public ByteBuf bytes(Object read) {
            return ((ByteBufHolder) read).content();
        }

        @Override
        public Object wrap(ByteBuf frames, boolean text) {
            boolean asText =
                    switch (form) {
                        case AUTO -> text;
                        case TEXT -> true;
                        case BINARY -> false;
                    };
            return asText ? new TextWebSocketFrame(frames) : new BinaryWebSocketFrame(frames);
        }

        @Override
        public boolean wantsFramesApart() {
            return true;
        }

        @Override
        public void end(Channel channel) {
            var unused =
                    channel.writeAndFlush(
                            new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        }
    }
}
