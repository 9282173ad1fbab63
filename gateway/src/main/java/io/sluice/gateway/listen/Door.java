package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;

/**
 * Opens listeners: plain ones, those that speak TLS, and those for WebSockets.
 *
 * @param loops the threads that all of them share
 */
public record Door(EventLoops loops, ListenMetrics metrics) {
    private static final int UPGRADE_BODY_BYTES_MAX = 1024;

    /** A listener for one protocol. */
    public Listener plain(ListenerConfig config, Protocol protocol) throws BindFaultException {
        return Listener.open(
                loops, config, metrics, channel -> protocol.accept(channel, config.name(), "tcp"));
    }

    /** A listener for one protocol over TLS. */
    public Listener secure(ListenerConfig config, Tls tls, Protocol protocol)
            throws BindFaultException {
        return Listener.open(
                loops,
                config,
                metrics,
                channel -> {
                    tls.secure(channel, config.handshakeTimeout());
                    protocol.accept(channel, config.name(), "tls");
                });
    }

    /** A listener for WebSockets; plain. */
    public Listener web(ListenerConfig config, WebConfig web) throws BindFaultException {
        return Listener.open(
                loops, config, metrics, channel -> awaitUpgrade(channel, config, "ws", web));
    }

    /** The same over TLS. */
    public Listener secureWeb(ListenerConfig config, Tls tls, WebConfig web)
            throws BindFaultException {
        return Listener.open(
                loops,
                config,
                metrics,
                channel -> {
                    tls.secure(channel, config.handshakeTimeout());
                    awaitUpgrade(channel, config, "wss", web);
                });
    }

    private void awaitUpgrade(
            Channel channel, ListenerConfig config, String transport, WebConfig web) {
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(UPGRADE_BODY_BYTES_MAX),
                        new WebUpgrade(config, transport, web, metrics));
    }
}
