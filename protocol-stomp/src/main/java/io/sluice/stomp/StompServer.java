package io.sluice.stomp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.sluice.auth.Authenticator;
import io.sluice.auth.Authorizer;
import io.sluice.broker.Broker;
import io.sluice.broker.ClientReport;
import io.sluice.broker.TrafficMetrics;
import io.sluice.lane.Crossing;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * STOMP for the gateway: makes connections of channels and ends them when the gateway stops.
 *
 * <p>Connections belong to their event loops; this type only keeps the set of those that are open,
 * in a map for all threads.
 */
@Crossing
public final class StompServer {
    /** What a trusted proxy has said; whoever opens channels knows it by this name. */
    private static final AttributeKey<SocketAddress> REMOTE =
            AttributeKey.valueOf("sluice.remote-address");

    private final StompConfig config;
    private final Broker broker;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final Clock clock;
    private final TrafficMetrics.Of traffic;
    private final Map<Channel, StompConnection> connections = new ConcurrentHashMap<>();
    private final DurablesInUse durables = new DurablesInUse();
    private volatile boolean stopped;

    public StompServer(
            StompConfig config,
            Broker broker,
            Authenticator authenticator,
            Authorizer authorizer,
            Clock clock,
            TrafficMetrics traffic) {
        this.config = config;
        this.broker = broker;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.clock = clock;
        this.traffic = traffic.forProtocol("stomp", CloseReason.labels());
    }

    /**
     * Adds STOMP to the end of a pipeline that carries its bytes. On the channel's event loop.
     *
     * @param listener the listener's name in the configuration
     * @param transport {@code tcp} or {@code tls}
     */
    public void accept(Channel channel, String listener, String transport) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        add(channel, new Wire.Stream(), door(channel, listener, transport, ""));
    }

    /**
     * The same for a channel whose WebSocket handshake is done: its pipeline's end carries text,
     * binary and continuation frames; others are handled before.
     *
     * @param transport {@code ws} or {@code wss}
     * @param subprotocol {@code v12.stomp}, {@code v11.stomp} or {@code v10.stomp}; empty for none
     */
    public void acceptWebSocket(
            Channel channel, String listener, String transport, String subprotocol) {
        Wire wire = new Wire.WebSocket(config.wsFrame());
        add(channel, wire, door(channel, listener, transport, subprotocol));
    }

    /**
     * Tells all clients by ERROR and closes. Done when the last connection has ended; who comes
     * later is told the same.
     */
    public CompletionStage<Void> stop() {
        stopped = true;
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        connections.forEach(
                (channel, connection) -> {
                    CompletableFuture<Void> end = new CompletableFuture<>();
                    ends.add(end);
                    channel.closeFuture().addListener(closed -> end.complete(null));
                    channel.eventLoop().execute(connection::shutDown);
                });
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** The clients that are in, in no order. */
    public List<ClientReport> clients() {
        return connections.values().stream()
                .map(StompConnection::report)
                .filter(report -> report != StompConnection.NOBODY)
                .toList();
    }

    /**
     * Lets go of the clients of this name, and tells them that an operator wants it so.
     *
     * @return how many
     */
    public int dismiss(String name) {
        int count = 0;
        for (Map.Entry<Channel, StompConnection> each : connections.entrySet()) {
            if (each.getValue().report().isCalled(name)) {
                each.getKey().eventLoop().execute(each.getValue()::dismiss);
                count++;
            }
        }
        return count;
    }

    /** Connections that are open. */
    public int connectionCount() {
        return connections.size();
    }

    private void add(Channel channel, Wire wire, Door door) {
        Desk desk =
                new Desk(
                        config,
                        broker,
                        broker.ingress(channel.eventLoop()),
                        authenticator,
                        authorizer,
                        clock,
                        traffic,
                        durables,
                        channel.eventLoop());
        StompConnection connection = new StompConnection(channel, wire, desk, door);
        connections.put(channel, connection);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
        channel.pipeline().addLast("stomp", connection);
        if (stopped) {
            connection.shutDown();
        }
    }

    private static Door door(
            Channel channel, String listener, String transport, String subprotocol) {
        return new Door(listener, transport, subprotocol, remote(channel), () -> chain(channel));
    }

    /** Where the client is: by its proxy, or else by its socket. */
    private static SocketAddress remote(Channel channel) {
        SocketAddress told = channel.attr(REMOTE).get();
        return told == null ? channel.remoteAddress() : told;
    }

    private static List<X509Certificate> chain(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        List<X509Certificate> chain = new ArrayList<>();
        if (tls != null) {
            try {
                for (Certificate each : tls.engine().getSession().getPeerCertificates()) {
                    if (each instanceof X509Certificate certificate) {
                        chain.add(certificate);
                    }
                }
            } catch (SSLPeerUnverifiedException e) {
                return List.of(); // the client has shown none
            }
        }
        return List.copyOf(chain);
    }
}
