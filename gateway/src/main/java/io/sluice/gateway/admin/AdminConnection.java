package io.sluice.gateway.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.CONFLICT;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.pipeline.RefusedException;
import io.sluice.pipeline.UnansweredException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator's connection. Requests on it are answered one after the other. */
@OwnedBy(Lane.EVENT_LOOP)
final class AdminConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);
    private static final int WAITING_MAX = 16;
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Router router;
    private final Gate gate;
    private final Executor threads;
    private CompletableFuture<Void> answered = CompletableFuture.completedFuture(null);
    private int waiting;

    AdminConnection(Router router, Gate gate, Executor threads) {
        this.router = router;
        this.gate = gate;
        this.threads = threads;
    }

    /** A request taken from Netty's memory, and the route that it is for. */
    private record Work(Router.Match match, Request request, boolean keepAlive, boolean headOnly) {}

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        if (++waiting > WAITING_MAX) {
            var unused = ctx.close();
            return;
        }
        Work work = workFor(ctx, http);
        try {
            answered = answered.thenRunAsync(() -> respond(ctx, work, answer(work)), threads);
        } catch (RejectedExecutionException busyOrClosed) {
            var unused = ctx.close();
        }
    }

    private Work workFor(ChannelHandlerContext ctx, FullHttpRequest http) {
        boolean keepAlive = HttpUtil.isKeepAlive(http);
        boolean headOnly = http.method().equals(HttpMethod.HEAD);
        QueryStringDecoder uri = new QueryStringDecoder(http.uri());
        try {
            Request request =
                    new Request(
                            Map.of(),
                            uri.parameters(),
                            http.headers().get(HttpHeaderNames.ACCEPT, ""),
                            ByteBufUtil.getBytes(http.content()));
            boolean readable = http.decoderResult().isSuccess();
            Router.Match match = readable ? admitted(ctx, http, uri) : no(badRequest());
            return new Work(match, request, keepAlive && readable, headOnly);
        } catch (IllegalArgumentException badEscape) {
            Request none = new Request(Map.of(), Map.of(), "", new byte[0]);
            return new Work(no(badRequest()), none, false, headOnly);
        }
    }

    private Router.Match admitted(
            ChannelHandlerContext ctx, FullHttpRequest http, QueryStringDecoder uri) {
        Router.Match match = router.find(http.method(), segments(uri.rawPath()));
        return switch (gate.admit(http.headers(), ctx.channel().localAddress(), match.open())) {
            case ADMITTED -> match;
            case FOREIGN ->
                    no(
                            Response.error(
                                    FORBIDDEN,
                                    "Host or Origin is not allowed: see web.hosts and"
                                            + " web.origins"));
            case NO_TOKEN ->
                    no(
                            Response.error(
                                    UNAUTHORIZED,
                                    "needs the header Authorization: Bearer, and the token in "
                                            + AdminToken.FILE_NAME));
        };
    }

    private static String[] segments(String rawPath) {
        return Arrays.stream(rawPath.split("/", -1))
                .map(QueryStringDecoder::decodeComponent)
                .toArray(String[]::new);
    }

    private static Router.Match no(Response response) {
        return new Router.Match(request -> response, true, Map.of());
    }

    private static Response badRequest() {
        return Response.error(BAD_REQUEST, "this is no HTTP request");
    }

    /** On an admin thread. */
    private static Response answer(Work work) {
        Request asked = work.request;
        Request named =
                new Request(work.match.names(), asked.query(), asked.accept(), asked.body());
        try {
            return work.match.route().answer(named);
        } catch (AnswerException no) {
            return no.response();
        } catch (RefusedException refused) {
            return Response.error(CONFLICT, refused.getMessage());
        } catch (UnansweredException late) {
            return Response.error(SERVICE_UNAVAILABLE, late.getMessage());
        } catch (IllegalArgumentException wrong) {
            return Response.error(BAD_REQUEST, String.valueOf(wrong.getMessage()));
        } catch (IOException | RuntimeException fault) {
            LOG.warn("An admin request failed", fault);
            return Response.error(INTERNAL_SERVER_ERROR, "failed; the log says why");
        }
    }

    /** On an admin thread; Netty brings it to the event loop. */
    private void respond(ChannelHandlerContext ctx, Work work, Response response) {
        ctx.executor().execute(() -> write(ctx, work, response));
    }

    private void write(ChannelHandlerContext ctx, Work work, Response response) {
        waiting--;
        byte[] body = work.headOnly ? new byte[0] : response.body();
        var http =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, response.status(), Unpooled.wrappedBuffer(body));
        HttpHeaders headers = http.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, response.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, response.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, PAGE_POLICY);
        if (response.status().equals(UNAUTHORIZED)) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        headers.set(
                HttpHeaderNames.CONNECTION,
                work.keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        var written = ctx.writeAndFlush(http);
        if (!work.keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var unused = ctx.close(); // a timeout, or a client that hung up
    }
}
