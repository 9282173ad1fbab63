package io.sluice.gateway.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a broker listens, and how it is spoken to there.
 *
 * @param scheme protocol and transport
 * @param host name or address
 * @param port 1 to 65535
 * @param path of a WebSocket; otherwise unused
 */
public record Address(Scheme scheme, String host, int port, String path) {
    private static final int PORT_MAX = 65_535;

    /** What a URL may begin with. */
    public enum Scheme {
        MQTT(1883, "", ""),
        WS(8083, "/mqtt", "mqtt"),
        STOMP(61613, "", ""),
        WSSTOMP(8083, "/stomp", "v12.stomp");

        private final int port;
        private final String path;
        private final String subProtocol;

        Scheme(int port, String path, String subProtocol) {
            this.port = port;
            this.path = path;
            this.subProtocol = subProtocol;
        }

        public boolean isWeb() {
            return !subProtocol.isEmpty();
        }

        public boolean isStomp() {
            return this == STOMP || this == WSSTOMP;
        }

        public String subProtocol() {
            return subProtocol;
        }
    }

    public Address {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "port %d is not between 1 and 65535".formatted(port));
        }
    }

    public static Address mqtt(String host, int port) {
        return new Address(Scheme.MQTT, host, port, "");
    }

    /** Reads {@code scheme://host[:port][/path]}; what is missing takes its scheme's default. */
    public static Address parse(String url) {
        try {
            URI uri = new URI(url.contains("://") ? url : "mqtt://" + url);
            Scheme scheme = schemeOf(uri.getScheme(), url);
            String host = Optional.ofNullable(uri.getHost()).orElseThrow(() -> unreadable(url));
            int port = uri.getPort() == -1 ? scheme.port : uri.getPort();
            String path = uri.getRawPath().isEmpty() ? scheme.path : uri.getRawPath();
            return new Address(scheme, host, port, path);
        } catch (URISyntaxException notOne) {
            throw unreadable(url);
        }
    }

    private static Scheme schemeOf(String name, String url) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "mqtt", "tcp" -> Scheme.MQTT;
            case "ws", "ws+mqtt" -> Scheme.WS;
            case "stomp" -> Scheme.STOMP;
            case "ws+stomp" -> Scheme.WSSTOMP;
            default -> throw unreadable(url);
        };
    }

    private static IllegalArgumentException unreadable(String url) {
        return new IllegalArgumentException(
                "'%s' is no address: write mqtt://HOST:PORT, ws://HOST:PORT/PATH, stomp://HOST:PORT or ws+stomp://HOST:PORT/PATH"
                        .formatted(url));
    }

    @Override
    public String toString() {
        String name =
                scheme == Scheme.WSSTOMP ? "ws+stomp" : scheme.name().toLowerCase(Locale.ROOT);
        return name + "://" + host + ":" + port + path;
    }
}
