package io.sluice.gateway.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.CollectorRegistry;
import io.sluice.gateway.listen.TlsConfig.ClientCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners that speak TLS: their keys, and the certificates of clients. */
final class TlsTest {
    private static final Path NONE = Path.of("");

    @TempDir static Path directory;
    private static TestKeys server;
    private static TestKeys device;

    private final Echo echo = new Echo();
    private EventLoops loops;
    private Door door;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = TestKeys.make(directory, "server");
        device = TestKeys.make(directory, "device-7");
    }

    @BeforeEach
    void openLoops() {
        loops = EventLoops.open(1, true);
        door = new Door(loops, new ListenMetrics(new CollectorRegistry()));
    }

    @AfterEach
    void closeLoops() {
        loops.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsOfTlsAreSpoken(String version) throws Exception {
        try (Listener listener = door.secure(config(), open(ClientCertificates.NONE), echo);
                SSLSocket client = connect(server.stranger(), listener)) {
            client.setEnabledProtocols(new String[] {version});

            assertThat(echoes(client)).isTrue();

            assertThat(client.getSession().getProtocol()).isEqualTo(version);
            assertThat(echo.accepted).singleElement().asString().startsWith("mqtts tls");
        }
    }

    @Test
    void lockedKeyIsOpenedByItsPassword() throws Exception {
        Path locked = server.keyFile("open sesame");
        Path chain = server.certificateFile();

        Tls keys =
                Tls.open(
                        new TlsConfig(chain, locked, "open sesame", NONE, ClientCertificates.NONE));

        try (Listener listener = door.secure(config(), keys, echo);
                SSLSocket client = connect(server.stranger(), listener)) {
            assertThat(echoes(client)).isTrue();
        }
        assertThatThrownBy(
                        () ->
                                Tls.open(
                                        new TlsConfig(
                                                chain,
                                                locked,
                                                "wrong",
                                                NONE,
                                                ClientCertificates.NONE)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void clientWithAGoodCertificateIsKnownByIt() throws Exception {
        try (Listener listener = door.secure(config(), open(ClientCertificates.REQUIRED), echo);
                SSLSocket client = connect(device.clientTrusting(server), listener)) {
            assertThat(echoes(client)).isTrue();

            X509Certificate shown = (X509Certificate) client.getSession().getLocalCertificates()[0];
            assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=device-7");
        }
    }

    @Test
    void clientWithoutOneStaysOutsideWhereItIsRequired() throws Exception {
        try (Listener listener = door.secure(config(), open(ClientCertificates.REQUIRED), echo);
                SSLSocket client = connect(server.stranger(), listener)) {
            assertThatThrownBy(() -> echoes(client)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void clientWithoutOneComesInWhereItIsOptional() throws Exception {
        try (Listener listener = door.secure(config(), open(ClientCertificates.OPTIONAL), echo);
                SSLSocket client = connect(server.stranger(), listener)) {
            assertThat(echoes(client)).isTrue();
        }
    }

    @Test
    void otherKeysAreShownToThoseWhoComeLater() throws Exception {
        Tls keys = open(ClientCertificates.NONE);
        try (Listener listener = door.secure(config(), keys, echo);
                SSLSocket before = connect(server.stranger(), listener)) {
            assertThat(echoes(before)).isTrue();

            keys.become(
                    Tls.open(
                            new TlsConfig(
                                    device.certificateFile(),
                                    device.keyFile(),
                                    "",
                                    NONE,
                                    ClientCertificates.NONE)));

            try (SSLSocket after = connect(device.stranger(), listener)) {
                assertThat(echoes(after)).isTrue();
            }
            assertThat(echoes(before)).isTrue();
        }
    }

    @Test
    void webSocketsAreSpokenOverTlsToo() throws Exception {
        WebConfig web =
                new WebConfig(
                        Map.of("/mqtt", WebProtocol.ofBytes(List.of("mqtt"), echo)),
                        new BrowserRule(List.of(), List.of()),
                        1024);
        String request =
                """
                GET /mqtt HTTP/1.1
                Host: localhost
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Protocol: mqtt

                """;
        try (Listener listener = door.secureWeb(config(), open(ClientCertificates.NONE), web);
                SSLSocket client = connect(server.stranger(), listener)) {
            client.getOutputStream().write(request.replace("\n", "\r\n").getBytes(US_ASCII));

            assertThat(new String(client.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 101");
        }
    }

    private static Tls open(ClientCertificates asked) throws Exception {
        return Tls.open(
                new TlsConfig(
                        server.certificateFile(),
                        server.keyFile(),
                        "",
                        device.certificateFile(),
                        asked));
    }

    private static ListenerConfig config() {
        return new ListenerConfig(
                "mqtts",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                10,
                10,
                Duration.ofSeconds(30),
                Networks.none());
    }

    private static SSLSocket connect(SSLContext context, Listener listener) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(listener.address(), 10_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static boolean echoes(SSLSocket client) throws IOException {
        client.getOutputStream().write(42);
        return client.getInputStream().read() == 42;
    }
}
