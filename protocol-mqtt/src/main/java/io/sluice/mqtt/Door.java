package io.sluice.mqtt;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.sluice.auth.Credentials;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Through which door a client came.
 *
 * @param listener its name in the configuration
 * @param transport {@code "tcp"}, {@code "tls"}, {@code "ws"}, {@code "wss"}
 */
record Door(String listener, String transport) {
    /** What a trusted proxy has said; whoever opens channels knows it by this name. */
    private static final AttributeKey<SocketAddress> REMOTE =
            AttributeKey.valueOf("sluice.remote-address");

    /** Where the client is: by its proxy, or else by its socket. */
    static SocketAddress remote(Channel channel) {
        SocketAddress told = channel.attr(REMOTE).get();
        return told == null ? channel.remoteAddress() : told;
    }

    /** What the client shows there. */
    Credentials credentials(
            Channel channel,
            String clientId,
            Optional<String> userName,
            Optional<byte[]> password) {
        return new Credentials(
                listener, remote(channel), clientId, userName, password, certificates(channel));
    }

    /** Whether the socket carries MQTT's bytes as they are. */
    boolean isPlain() {
        return transport.equals("tcp");
    }

    private static List<X509Certificate> certificates(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        List<X509Certificate> chain = new ArrayList<>();
        if (tls != null) {
            try {
                for (Certificate one : tls.engine().getSession().getPeerCertificates()) {
                    chain.add((X509Certificate) one);
                }
            } catch (SSLPeerUnverifiedException none) {
                chain.clear(); // a client need not have one
            }
        }
        return chain;
    }
}
