package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.sluice.lane.Crossing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Keys of a listener, read from their files. Used by all event loops; others can take their place
 * while it listens.
 */
@Crossing
public final class Tls {
    private volatile SslContext context;

    private Tls(SslContext context) {
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @throws IOException says which of them cannot be used, and why
     */
    public static Tls open(TlsConfig config) throws IOException {
        return new Tls(read(config));
    }

    /** From now on, new connections get the other's keys. */
    public void become(Tls other) {
        context = other.context;
    }

    void secure(Channel channel, Duration handshakeTimeout) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeout(handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        channel.pipeline().addLast(handler);
    }

    private static SslContext read(TlsConfig config) throws IOException {
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forServer(
                                    config.certificate().toFile(),
                                    config.key().toFile(),
                                    config.keyPassword().isEmpty() ? null : config.keyPassword())
                            .sslProvider(SslProvider.JDK)
                            .protocols(List.of("TLSv1.3", "TLSv1.2"))
                            .clientAuth(clientAuth(config));
            if (config.asksClients()) {
                builder.trustManager(config.clientAuthorities().toFile());
            }
            return builder.build();
        } catch (IOException | IllegalArgumentException wrong) {
            throw new IOException(
                    "the keys %s and %s cannot be used (PEM, the key in PKCS#8, if it has a password with AES): %s"
                            .formatted(config.certificate(), config.key(), reason(wrong)),
                    wrong);
        }
    }

    private static ClientAuth clientAuth(TlsConfig config) {
        return switch (config.clientCertificates()) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    private static String reason(Exception wrong) {
        Throwable cause = wrong.getCause() == null ? wrong : wrong.getCause();
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                : cause.getMessage();
    }
}
