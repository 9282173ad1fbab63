package io.sluice.gateway.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP that becomes a WebSocket, WebSockets that carry a protocol, and what gets neither. */
final class WebListenerTest {
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final int BINARY = 0x82;
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Echo bytes = new Echo();
    private final Echo frames = new Echo();
    private EventLoops loops;
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        loops = EventLoops.open(1, true);
        WebProtocol mqtt = WebProtocol.ofBytes(List.of("mqtt", "mqttv3.1"), bytes);
        WebProtocol stomp =
                WebProtocol.ofFrames(List.of("v12.stomp", "v11.stomp", "v10.stomp"), frames);
        BrowserRule browsers =
                new BrowserRule(List.of("gateway.example"), List.of("https://Page.example"));
        ListenerConfig config =
                new ListenerConfig(
                        "web",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        100,
                        64,
                        Duration.ofSeconds(30),
                        Networks.none());
        listener =
                new Door(loops, new ListenMetrics(registry))
                        .web(
                                config,
                                new WebConfig(
                                        Map.of("/mqtt", mqtt, "/stomp", stomp, "/ws", stomp),
                                        browsers,
                                        FRAME_BYTES_MAX));
    }

    @AfterEach
    void close() {
        listener.close();
        loops.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/mqtt             | mqtt                 | mqtt",
                "/mqtt             | mqttv3.1             | mqttv3.1",
                "/mqtt             | mqttv3.1, mqtt       | mqtt",
                "/mqtt?token=x     | mqtt                 | mqtt",
                "/stomp            | v10.stomp, v12.stomp | v12.stomp",
                "/stomp            | v11.stomp,v10.stomp  | v11.stomp",
                "/ws?a=b&c=d       | other, v10.stomp     | v10.stomp",
            })
    void bestSubprotocolOfThoseOfferedIsSpoken(String path, String offered, String chosen)
            throws Exception {
        try (RawClient client = connect()) {
            String head =
                    client.send(upgrade(path, "Sec-WebSocket-Protocol: " + offered)).readHead();

            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .containsIgnoringCase("sec-websocket-protocol: " + chosen + "\r\n");
        }
    }

    @Test
    void clientThatOffersNoSubprotocolIsToldOfNone() throws Exception {
        try (RawClient client = connect()) {
            String head = client.send(upgrade("/stomp", "X: y")).readHead();

            assertThat(head)
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContainIgnoringCase("sec-websocket-protocol");
            await().until(() -> frames.accepted.size() == 1);
            assertThat(frames.accepted.get(0)).startsWith("web ws  /127.0.0.1");
        }
    }

    @Test
    void unknownSubprotocolIsRefusedWithTheKnownOnes() throws Exception {
        try (RawClient client = connect()) {
            assertThat(client.send(upgrade("/mqtt", "Sec-WebSocket-Protocol: amqp")).readAll())
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("sub-protocols here: mqtt, mqttv3.1\n");
            assertThat(bytes.accepted).isEmpty();
        }
    }

    @Test
    void unknownPathIsNotFound() throws Exception {
        try (RawClient client = connect()) {
            assertThat(client.send(upgrade("/", "X: y")).readAll())
                    .startsWith("HTTP/1.1 404 ")
                    .contains("/mqtt")
                    .contains("/stomp")
                    .contains("/ws");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /mqtt HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /mqtt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
                "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade:"
                        + " websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 8\r\n\r\n"
            })
    void whatIsNoWebSocketIsToldToBecomeOne(String request) throws Exception {
        try (RawClient client = connect()) {
            assertThat(client.send(request).readAll())
                    .startsWith("HTTP/1.1 426 ")
                    .containsIgnoringCase("sec-websocket-version: 13");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the name by which we are called
                "Host: localhost           | 101",
                "Host: localhost:8083      | 101",
                "Host: 127.0.0.1           | 101",
                "Host: [::1]:8083          | 101",
                "Host: Gateway.example     | 101",
                "Host: evil.example        | 403",
                "Host: 203.0.113.7         | 403",
                "X: no host at all         | 403",
                "Host: localhost~Host: a.b | 403",
                // the page that calls
                "Host: localhost~Origin: http://localhost:3000        | 101",
                "Host: localhost~Origin: https://page.example         | 101",
                "Host: gateway.example~Origin: http://gateway.example | 101",
                "Host: gateway.example:80~Origin: http://gateway.example  | 101",
                "Host: gateway.example:443~Origin: https://gateway.example | 101",
                "Host: gateway.example:81~Origin: http://gateway.example  | 403",
                "Host: localhost~Origin: https://evil.example         | 403",
                "Host: localhost~Origin: null                         | 403",
                "Host: localhost~Origin: http://localhost.evil.example | 403",
                "Host: localhost~Origin: nonsense                     | 403",
            })
    void onlyOurNamesAndOurPagesAreAnswered(String headers, int status) throws Exception {
        try (RawClient client = connect()) {
            String request =
                    handshake(
                            "/mqtt",
                            headers.trim().replace("~", "\r\n")
                                    + "\r\nSec-WebSocket-Protocol: mqtt");

            assertThat(client.send(request).readHead()).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void bytesTravelInBinaryFramesHoweverTheyAreCut() throws Exception {
        try (RawClient client = open("/mqtt", "mqtt")) {
            client.send(masked(0x02, "he")).send(masked(0x00, "l")).send(masked(0x80, "lo"));

            assertThat(client.read(4)).isEqualTo("\u0082\u0002he");
            assertThat(client.read(3)).isEqualTo("\u0082\u0001l");
            assertThat(client.read(4)).isEqualTo("\u0082\u0002lo");
        }
    }

    @Test
    void textIsNoMqtt() throws Exception {
        try (RawClient client = open("/mqtt", "mqtt")) {
            client.send(masked(TEXT, "hello"));

            assertThat(client.readAll()).startsWith("\u0088").contains("\u0003\u00eb"); // 1003
        }
    }

    @Test
    void textThatIsNoUtf8EndsTheConnection() throws Exception {
        try (RawClient client = open("/stomp", "v12.stomp")) {
            client.send(masked(TEXT, "\u00ff"));

            assertThat(client.readAll()).contains("\u0003\u00ef"); // 1007
        }
    }

    @Test
    void pingIsAnsweredEvenBetweenTheFramesOfAMessage() throws Exception {
        try (RawClient client = open("/mqtt", "mqtt")) {
            client.send(masked(0x02, "a")).send(masked(PING, "are you there"));

            assertThat(client.read(3)).isEqualTo("\u0082\u0001a");
            assertThat(client.read(15)).isEqualTo("\u008a\rare you there");
        }
    }

    @Test
    void goodbyeIsAnsweredWithTheSameStatus() throws Exception {
        try (RawClient client = open("/stomp", "v12.stomp")) {
            client.send(masked(CLOSE, "\u0003\u00e9 going away"));

            assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e9");
        }
    }

    @Test
    void frameThatIsTooLongEndsTheConnection() throws Exception {
        try (RawClient client = open("/mqtt", "mqtt")) {
            client.send(
                    new byte[] {(byte) BINARY, (byte) 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1, 1, 1, 1, 1});

            String goodbye = client.readAll();
            assertThat(goodbye).startsWith("\u0088").contains("\u0003\u00f1"); // 1009
            assertThat(goodbye).containsOnlyOnce("\u0088");
        }
    }

    @Test
    void frameWithoutAMaskEndsTheConnection() throws Exception {
        try (RawClient client = open("/mqtt", "mqtt")) {
            client.send(new byte[] {(byte) BINARY, 1, 'a'});

            String goodbye = client.readAll();
            assertThat(goodbye).startsWith("\u0088").contains("\u0003\u00ea"); // 1002
            assertThat(goodbye).containsOnlyOnce("\u0088");
        }
    }

    @Test
    void dataBeforeTheHandshakeIsAnsweredEndsTheConnection() throws Exception {
        try (RawClient client = connect()) {
            byte[] request = upgrade("/mqtt", "Sec-WebSocket-Protocol: mqtt").getBytes(ISO_8859_1);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(request);
            both.writeBytes(masked(BINARY, "early"));

            client.send(both.toByteArray());

            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readAll()).startsWith("\u0088").contains("\u0003\u00ea");
        }
    }

    @Test
    void anOrdinaryClientGetsAMegabyteThroughAndBack() throws Exception {
        byte[] sent = new byte[FRAME_BYTES_MAX];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31);
        }
        Gathering gathering = new Gathering(sent.length);
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("mqtt")
                        .buildAsync(
                                URI.create(
                                        "ws://localhost:" + listener.address().getPort() + "/mqtt"),
                                gathering)
                        .get(10, TimeUnit.SECONDS);

        var unused = socket.sendBinary(ByteBuffer.wrap(sent), true);

        assertThat(gathering.whole.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
        socket.abort();
    }

    private RawClient connect() throws Exception {
        return new RawClient(listener.address());
    }

    private RawClient open(String path, String subprotocol) throws Exception {
        RawClient client = connect();
        client.send(upgrade(path, "Sec-WebSocket-Protocol: " + subprotocol));
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        return client;
    }

    private static String upgrade(String path, String header) {
        return handshake(path, "Host: localhost\r\n" + header);
    }

    private static String handshake(String path, String headers) {
        return "GET %s HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                        .formatted(path)
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + headers
                + "\r\n\r\n";
    }

    /** One frame as a client sends it: first byte, length with the mask bit, mask, payload. */
    private static byte[] masked(int first, String payload) {
        byte[] mask = {1, 2, 3, 4};
        byte[] bytes = payload.getBytes(ISO_8859_1);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        frame.write(0x80 | bytes.length);
        frame.writeBytes(mask);
        for (int i = 0; i < bytes.length; i++) {
            frame.write(bytes[i] ^ mask[i % 4]);
        }
        return frame.toByteArray();
    }

    /** Puts a message together again. */
    private static final class Gathering implements WebSocket.Listener {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final ByteBuffer gathered;

        private Gathering(int length) {
            gathered = ByteBuffer.allocate(length);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            gathered.put(data);
            if (!gathered.hasRemaining()) {
                whole.complete(gathered.array());
            }
            socket.request(1);
            return null;
        }
    }
}
