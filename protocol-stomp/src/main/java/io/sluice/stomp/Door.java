package io.sluice.stomp;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where a client came in.
 *
 * @param listener the listener's name in the configuration
 * @param transport {@code tcp}, {@code tls}, {@code ws} or {@code wss}
 * @param subprotocol of a WebSocket; empty for none
 * @param chain the client's certificates, known once TLS has shaken hands; empty without mutual TLS
 */
record Door(
        String listener,
        String transport,
        String subprotocol,
        SocketAddress remote,
        Supplier<List<X509Certificate>> chain) {}
