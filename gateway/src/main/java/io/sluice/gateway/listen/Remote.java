package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;

/**
 * Where a client is, by what a trusted proxy says, or else by its socket. Protocols, which do not
 * see this type, find what the proxy has said in the channel's attribute of this name.
 */
public final class Remote {
    private static final AttributeKey<SocketAddress> KEY =
            AttributeKey.valueOf("sluice.remote-address");

    private Remote() {}

    static void set(Channel channel, SocketAddress address) {
        channel.attr(KEY).set(address);
    }

    public static SocketAddress of(Channel channel) {
        SocketAddress told = channel.attr(KEY).get();
        return told == null ? channel.remoteAddress() : told;
    }
}
