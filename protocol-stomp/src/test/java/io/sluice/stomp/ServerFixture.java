package io.sluice.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.prometheus.client.CollectorRegistry;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.broker.TrafficMetrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The server with embedded channels, a clock that stands still and a broker run by hand. */
final class ServerFixture {
    final ManualClock clock = new ManualClock();
    final RecordingBroker broker = new RecordingBroker(clock);
    final CollectorRegistry registry = new CollectorRegistry();
    final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    final StompServer server;

    private boolean decides = true;

    ServerFixture() {
        this(StompConfig.defaults());
    }

    ServerFixture(StompConfig config) {
        server =
                new StompServer(
                        config,
                        broker,
                        credentials -> {
                            if (decides) {
                                verdict.complete(new Verdict.Accepted(Principal.ANONYMOUS));
                            }
                            return verdict;
                        },
                        everything(),
                        clock,
                        new TrafficMetrics(registry));
    }

    /** The authenticator answers when the test completes {@link #verdict}. */
    void decideLater() {
        decides = false;
    }

    EmbeddedChannel tcp() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        server.accept(channel, "stomp", "tcp");
        return channel;
    }

    EmbeddedChannel webSocket(String subprotocol) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        server.acceptWebSocket(channel, "web", "ws", subprotocol);
        return channel;
    }

    /** A client of version 1.2 that is let in. */
    EmbeddedChannel connected(String moreHeaders) {
        EmbeddedChannel channel = tcp();
        write(channel, "CONNECT\naccept-version:1.2\n" + moreHeaders + "\n\0");
        text(channel);
        return channel;
    }

    void write(EmbeddedChannel channel, String text) {
        channel.writeInbound(bytes(text));
        settle(channel);
    }

    /** Lets broker and loop do what they have to. */
    void settle(EmbeddedChannel channel) {
        channel.runPendingTasks();
        broker.run();
        channel.runPendingTasks();
    }

    /** All that was sent, in one text. */
    static String text(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (String each : outbound(channel)) {
            all.append(each);
        }
        return all.toString();
    }

    /** What was sent, one text for each buffer or WebSocket frame, which is marked by its kind. */
    static List<String> outbound(EmbeddedChannel channel) {
        List<String> found = new ArrayList<>();
        Object sent = channel.readOutbound();
        while (sent != null) {
            if (sent instanceof CloseWebSocketFrame) {
                found.add("close");
            } else if (sent instanceof WebSocketFrame frame) {
                String kind = frame instanceof TextWebSocketFrame ? "text " : "binary ";
                found.add(kind + frame.content().toString(StandardCharsets.UTF_8));
            } else if (((ByteBuf) sent).isReadable()) {
                found.add(((ByteBuf) sent).toString(StandardCharsets.UTF_8));
            }
            ReferenceCountUtil.release(sent);
            sent = channel.readOutbound();
        }
        return found;
    }

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    static void advance(EmbeddedChannel channel, long ms) {
        channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    double closed(String reason) {
        Double count =
                registry.getSampleValue(
                        "sluice_connections_closed_total",
                        new String[] {"protocol", "reason"},
                        new String[] {"stomp", reason});
        return count == null ? 0 : count;
    }

    private static Authorizer everything() {
        return new Authorizer() {
            @Override
            public Access decide(Principal who, String clientId, Action action, String topic) {
                return Access.ALLOWED;
            }

            @Override
            public long version() {
                return 0;
            }
        };
    }
}
