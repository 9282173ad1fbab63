package io.sluice.gateway.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address to listen on, as it is written: {@code 127.0.0.1:1883}, {@code [::1]:1883}, {@code
 * localhost:0}.
 *
 * @param host without brackets
 * @param port 0 for a free one, to 65535
 */
public record HostPort(String host, int port) {
    /** The address that the text names, if it is of that form. */
    public static Optional<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (port > 65_535 || !bracketed && host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port));
    }

    /** Looks the host up. */
    public InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
