package io.sluice.gateway.listen;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.UPGRADE_REQUIRED;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.concurrent.Future;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP request that becomes a WebSocket (RFC 6455, 4.2), or is told why it does not. One
 * request a connection; when the socket stands, this handler gives way to the protocol.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class WebUpgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String VERSION = "13";

    private final String listener;
    private final String transport;
    private final WebConfig config;
    private final Duration timeout;
    private final ListenMetrics metrics;
    private Future<?> deadline;

    WebUpgrade(ListenerConfig listener, String transport, WebConfig config, ListenMetrics metrics) {
        this.listener = listener.name();
        this.transport = transport;
        this.config = config;
        this.timeout = listener.handshakeTimeout();
        this.metrics = metrics;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline =
                ctx.executor().schedule(() -> late(ctx), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel(false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        deadline.cancel(false);
        if (request.decoderResult().isFailure()) {
            refuse(ctx, BAD_REQUEST, "this is no HTTP request");
        } else if (!config.browsers().allows(request.headers(), ctx.channel().localAddress())) {
            metrics.refused(listener, ListenMetrics.Reason.BROWSER);
            respond(ctx, FORBIDDEN, "Host or Origin is not allowed: see web.hosts and web.origins");
        } else {
            route(ctx, request);
        }
    }

    private void route(ChannelHandlerContext ctx, FullHttpRequest request) {
        Map<String, WebProtocol> protocols = config.protocols();
        String path = new QueryStringDecoder(request.uri()).path();
        WebProtocol protocol = protocols.get(path);
        if (protocol == null) {
            refuse(ctx, NOT_FOUND, "WebSockets are at " + String.join(", ", protocols.keySet()));
            return;
        }
        String offered =
                String.join(",", request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        Optional<String> subprotocol = protocol.choose(offered);
        if (!asksForWebSocket(request)) {
            refuse(ctx, UPGRADE_REQUIRED, "speak WebSocket " + VERSION + " here");
        } else if (subprotocol.isEmpty()) {
            refuse(
                    ctx,
                    BAD_REQUEST,
                    "sub-protocols here: " + String.join(", ", protocol.subprotocols()));
        } else {
            open(ctx, request, protocol, subprotocol.get());
        }
    }

    private static boolean asksForWebSocket(FullHttpRequest request) {
        var headers = request.headers();
        return request.method().equals(HttpMethod.GET)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private void open(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            WebProtocol protocol,
            String subprotocol) {
        WebSocketDecoderConfig frames =
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(config.frameBytesMax())
                        .withUTF8Validator(false) // the protocol adds it where it wants it
                        .closeOnProtocolViolation(false) // WebSocketEnd does, and says it once
                        .build();
        WebSocketServerHandshaker13 handshaker =
                new WebSocketServerHandshaker13(
                        request.uri(), subprotocol.isEmpty() ? null : subprotocol, frames);
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(new WebSocketEnd()); // first: what comes too early reaches it at once
        handshaker
                .handshake(ctx.channel(), request)
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        if (ctx.channel().isActive()) {
            protocol.opening().accept(ctx.channel(), listener, transport, subprotocol);
            pipeline.remove(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        metrics.refused(listener, ListenMetrics.Reason.HTTP);
        var unused = ctx.close();
    }

    private void late(ChannelHandlerContext ctx) {
        metrics.refused(listener, ListenMetrics.Reason.HANDSHAKE_TIMEOUT);
        var unused = ctx.close();
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
        metrics.refused(listener, ListenMetrics.Reason.HTTP);
        respond(ctx, status, why);
    }

    private static void respond(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
        ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), why + "\n");
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
