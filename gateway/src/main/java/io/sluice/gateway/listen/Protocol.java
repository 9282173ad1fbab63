package io.sluice.gateway.listen;

import io.netty.channel.Channel;

/** What is spoken on a connection. Called on the connection's event loop, once. */
@FunctionalInterface
public interface Protocol {
    /**
     * Takes the connection over; its pipeline ends with bytes from here on.
     *
     * @param listener the listener's name in the configuration
     * @param transport {@code "tcp"}, {@code "tls"}, {@code "ws"}, {@code "wss"}
     */
    void accept(Channel channel, String listener, String transport);
}
