package io.sluice.gateway.listen;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How one listener behaves.
 *
 * @param name its name in the configuration
 * @param address where it listens; port 0 for a free one
 * @param connectionsMax connections open at once, at least 1
 * @param backlog connections that the kernel holds until they are accepted
 * @param handshakeTimeout time for TLS, and for a PROXY header
 * @param proxies who may send PROXY headers
 */
public record ListenerConfig(
        String name,
        InetSocketAddress address,
        int connectionsMax,
        int backlog,
        Duration handshakeTimeout,
        Networks proxies) {
    /** Whether only this machine can reach it, and no proxy brings clients from elsewhere. */
    public boolean isLocal() {
        return address.getAddress().isLoopbackAddress() && proxies.isEmpty();
    }
}
