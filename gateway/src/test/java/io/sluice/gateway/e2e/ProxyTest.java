package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behind a proxy that is trusted, a client is where its proxy says, for all who ask. */
final class ProxyTest {
    private static final BlockingQueue<String> QUESTIONS = new LinkedBlockingQueue<>();
    private static final HttpServer LOGINS = logins();

    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension(
                    "listeners.mqtt.proxy-protocol=true",
                    "listeners.stomp.proxy-protocol=true",
                    "proxy-protocol.from=[\"127.0.0.0/8\"]",
                    "auth.chain=[http]",
                    "auth.http.url=http://127.0.0.1:" + LOGINS.getAddress().getPort() + "/");

    private final AdminApi api = new AdminApi(gateway);

    /** A server that lets everybody in, and keeps what it was asked. */
    private static HttpServer logins() {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            server.createContext(
                    "/",
                    asked -> {
                        QUESTIONS.add(new String(asked.getRequestBody().readAllBytes(), UTF_8));
                        byte[] answer = "{\"result\":\"allow\"}".getBytes(UTF_8);
                        asked.sendResponseHeaders(200, answer.length);
                        asked.getResponseBody().write(answer);
                        asked.close();
                    });
            server.start();
            return server;
        } catch (IOException none) {
            throw new AssertionError("no port for a server", none);
        }
    }

    @AfterAll
    static void stopLogins() {
        LOGINS.stop(0);
    }

    @Test
    void clientOfMqttIsWhereItsProxySays() throws Exception {
        try (MqttProbe client = MqttProbe.dial(gateway.mqtt(), MqttWords.V5)) {
            client.say(proxied("203.0.113.7", 4711), MqttWords.V5.connect("far")).hearsConnAck(0);

            assertThat(question()).contains("\"peer\":\"203.0.113.7\"");
            assertThat(api.get("clients")).contains("203.0.113.7:4711");
        }
    }

    @Test
    void clientOfStompIsWhereItsProxySays() throws Exception {
        try (Socket client = new Socket()) {
            client.connect(gateway.stomp(), (int) Program.LIMIT.toMillis());
            client.setSoTimeout((int) Program.LIMIT.toMillis());
            client.getOutputStream().write(proxied("203.0.113.8", 4712));
            String connect = "CONNECT\naccept-version:1.2\nhost:h\n\n\0";
            client.getOutputStream().write(connect.getBytes(UTF_8));
            byte[] answer = client.getInputStream().readNBytes("CONNECTED".length());
            assertThat(new String(answer, UTF_8)).isEqualTo("CONNECTED");

            assertThat(question()).contains("\"peer\":\"203.0.113.8\"");
            assertThat(api.get("clients")).contains("203.0.113.8:4712");
        }
    }

    private static byte[] proxied(String from, int port) {
        return "PROXY TCP4 %s 127.0.0.1 %d 1883\r\n".formatted(from, port).getBytes(ISO_8859_1);
    }

    private static String question() throws InterruptedException {
        return QUESTIONS.poll(Program.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
