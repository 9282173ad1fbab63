package io.sluice.gateway.listen;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Keys of a listener, read from their files; may be read again while it listens, for connections to
 * come. A listener without keys speaks plain.
 */
public final class Tls {
    private final TlsConfig config;
    private volatile SslContext context;

    private Tls(TlsConfig config, SslContext context) {
        this.config = config;
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @throws IOException says which of them cannot be used, and why
     */
    public static Tls open(TlsConfig config) throws IOException {
        return new Tls(config, read(config));
    }

    /** Reads the files again; if they cannot be used, the old keys stay. */
    public void reload() throws IOException {
        context = read(config);
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
                    "the keys %s and %s cannot be used (PEM, the key in PKCS#8): %s"
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
