package io.sluice.auth;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a client shows at the door.
 *
 * @param listener which door: the listener's name in the configuration
 * @param certificates the client's chain, own one first; empty without mutual TLS
 */
public record Credentials(
        String listener,
        SocketAddress remote,
        String clientId,
        Optional<String> userName,
        Optional<byte[]> password,
        List<X509Certificate> certificates) {}
