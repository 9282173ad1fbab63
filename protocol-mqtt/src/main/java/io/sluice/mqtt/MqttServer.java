package io.sluice.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.sluice.auth.Authenticator;
import io.sluice.auth.Authorizer;
import io.sluice.broker.Broker;
import io.sluice.broker.ClientReport;
import io.sluice.broker.TrafficMetrics;
import io.sluice.lane.Crossing;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks MQTT on channels that somebody else has opened. Its connections belong to their event
 * loops; it only knows which there are, and may be called from any thread.
 */
@Crossing
public final class MqttServer {
    private final Assembly assembly;
    private final Map<EventLoop, MqttLoop> loops = new ConcurrentHashMap<>();
    private final Set<MqttConnection> connections = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
    private volatile boolean isStopping;

    public MqttServer(
            MqttConfig config,
            Broker broker,
            Authenticator authenticator,
            Authorizer authorizer,
            Clock clock,
            TrafficMetrics metrics) {
        assembly =
                new Assembly(
                        config,
                        broker,
                        authenticator,
                        authorizer,
                        clock,
                        metrics.forProtocol("mqtt", Ending.labels()));
    }

    /**
     * Adds the MQTT handlers to the end of the channel's pipeline, which carries MQTT bytes as
     * {@code ByteBuf}: TCP, TLS, or WebSocket already unwrapped both ways. Called on the channel's
     * event loop. After {@link #stop} the channel is closed.
     *
     * @param listener the door's name in the configuration, for the authenticator
     * @param transport {@code "tcp"}, {@code "tls"}, {@code "ws"} or {@code "wss"}
     */
    public void accept(Channel channel, String listener, String transport) {
        if (isStopping) {
            var unused = channel.close();
            return;
        }
        int highWater = assembly.config().outgoingBytesMax();
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(highWater / 2, highWater));
        MqttLoop loop =
                loops.computeIfAbsent(channel.eventLoop(), key -> new MqttLoop(assembly, key));
        var connection = new MqttConnection(loop, new Door(listener, transport), this::forget);
        connections.add(connection);
        channel.pipeline().addLast(MqttEncoder.INSTANCE, connection);
        if (isStopping) {
            connection.stop();
        }
    }

    /** Tells all clients, closes them; completes when all are closed. */
    public CompletionStage<Void> stop() {
        isStopping = true;
        connections.forEach(connection -> connection.run(connection::stop));
        completeIfEmpty();
        return allClosed;
    }

    /** The clients that are in, in no order. */
    public List<ClientReport> clients() {
        return connections.stream()
                .map(MqttConnection::report)
                .filter(report -> report != MqttConnection.NOBODY)
                .toList();
    }

    /**
     * Lets go of the clients of this name, and tells them that an operator wants it so.
     *
     * @return how many
     */
    public int dismiss(String name) {
        int count = 0;
        for (MqttConnection connection : connections) {
            if (connection.report().isCalled(name)) {
                connection.run(connection::dismiss);
                count++;
            }
        }
        return count;
    }

    public int connectionCount() {
        return connections.size();
    }

    private void forget(MqttConnection connection) {
        connections.remove(connection);
        completeIfEmpty();
    }

    private void completeIfEmpty() {
        if (isStopping && connections.isEmpty()) {
            allClosed.complete(null);
        }
    }
}
