package io.sluice.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.sluice.gateway.listen.BrowserRule;
import io.sluice.gateway.listen.Door;
import io.sluice.gateway.listen.EventLoops;
import io.sluice.gateway.listen.ListenMetrics;
import io.sluice.gateway.listen.Listener;
import io.sluice.gateway.listen.ListenerConfig;
import io.sluice.gateway.listen.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators and their tools are answered over HTTP. */
final class AdminServerTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final List<String> reasons = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir Path data;
    private EventLoops loops;
    private AdminServer server;
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        loops = EventLoops.open(1, true);
        start(false);
    }

    private void start(boolean tokenAlways) throws Exception {
        AdminToken token = AdminToken.openOrMake(data.resolve(AdminToken.FILE_NAME));
        Router router =
                new Router()
                        .addOpen(HttpMethod.GET, "/metrics", new MetricsRoute(registry))
                        .addOpen(HttpMethod.GET, "/readyz", new Readiness(() -> reasons))
                        .add(HttpMethod.GET, "/api/v1/topics/{name}", AdminServerTest::topic)
                        .add(HttpMethod.POST, "/api/v1/publish", AdminServerTest::publish)
                        .add(
                                HttpMethod.GET,
                                "/api/v1/broken",
                                request -> {
                                    throw new IOException("the disk is gone");
                                });
        BrowserRule browsers = new BrowserRule(List.of(), List.of());
        server = new AdminServer(router, new Gate(browsers, token, tokenAlways));
        ListenerConfig config =
                new ListenerConfig(
                        "admin",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        10,
                        10,
                        Duration.ofSeconds(30),
                        Networks.none());
        listener =
                new Door(loops, new ListenMetrics(new CollectorRegistry())).plain(config, server);
    }

    @AfterEach
    void close() {
        listener.close();
        server.close();
        loops.close();
    }

    @Test
    void metricsComeInPrometheusTextFormat() throws Exception {
        Counter.build("sluice_cups_total", "Cups.").register(registry).inc(3);

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).contains("# TYPE sluice_cups_total counter", "total 3.0");
    }

    @Test
    void metricsComeAsOpenMetricsIfAskedForThat() throws Exception {
        HttpResponse<String> response =
                get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/openmetrics-text");
        assertThat(response.body()).endsWith("# EOF\n");
    }

    @Test
    void readinessTellsItsReasons() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        reasons.add("the log is being recovered");

        HttpResponse<String> response = get("/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("the log is being recovered\n");
    }

    @Test
    void theApiNeedsTheToken() throws Exception {
        assertThat(get("/api/v1/topics/a").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/topics/a", "Authorization", "Bearer guess").statusCode())
                .isEqualTo(401);
        assertThat(get("/api/v1/topics/a", "Authorization", token()).statusCode()).isEqualTo(200);
    }

    @Test
    void openPagesNeedTheTokenWhereThatIsWanted() throws Exception {
        listener.close();
        server.close();
        start(true);

        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", token()).statusCode()).isEqualTo(200);
    }

    @Test
    void pathsAndQueriesReachTheRouteDecoded() throws Exception {
        HttpResponse<String> response =
                get("/api/v1/topics/a%2Fb?filter=c%20d", "Authorization", token());

        assertThat(response.body()).isEqualTo("{\"topic\":\"a/b\",\"filter\":\"c d\"}");
    }

    @Test
    void bodiesReachTheRoute() throws Exception {
        HttpRequest request =
                request("/api/v1/publish", "Authorization", token())
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();

        assertThat(send(request).body()).isEqualTo("got 2\n");
    }

    @Test
    void unknownPathsAndMethodsAreTold() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/").statusCode()).isEqualTo(404);
        HttpRequest delete = request("/metrics").DELETE().build();
        assertThat(send(delete).statusCode()).isEqualTo(405);
    }

    @Test
    void faultsOfARouteAreNotTheClientsToSee() throws Exception {
        HttpResponse<String> response = get("/api/v1/broken", "Authorization", token());

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("disk");
    }

    @Test
    void foreignPagesAndNamesAreRefusedEvenWithTheToken() throws Exception {
        assertThat(
                        get(
                                        "/api/v1/topics/a",
                                        "Authorization",
                                        token(),
                                        "Origin",
                                        "https://evil.example")
                                .statusCode())
                .isEqualTo(403);
        assertThat(raw("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        String requests =
                """
                GET /readyz HTTP/1.1
                Host: localhost

                HEAD /readyz HTTP/1.1
                Host: localhost

                GET /none HTTP/1.1
                Host: localhost
                Connection: close

                """;

        String answers = raw(requests.replace("\n", "\r\n"));

        assertThat(answers)
                .containsSubsequence(
                        "HTTP/1.1 200 OK", "\r\n\r\nready\n", "200 OK", "HTTP/1.1 404 Not Found");
    }

    @Test
    void whatIsNoHttpIsTold() throws Exception {
        assertThat(raw("\u0010\u0000 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void theTokenIsMadeOnceForItsOwnerAlone() throws Exception {
        Path file = data.resolve(AdminToken.FILE_NAME);
        String made = Files.readString(file);

        AdminToken again = AdminToken.openOrMake(file);

        assertThat(made.strip()).hasSize(43);
        assertThat(Files.readString(file)).isEqualTo(made);
        assertThat(again.isIn("Bearer " + made.strip())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anEmptyTokenOpensNothing() throws Exception {
        Path file = Files.createFile(data.resolve("empty"));

        assertThatThrownBy(() -> AdminToken.openOrMake(file)).hasMessageContaining("is empty");
    }

    private static Response topic(Request request) {
        return Response.json(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("topic", request.path().get("name"));
                    json.writeStringField("filter", request.query("filter"));
                    json.writeEndObject();
                });
    }

    private static Response publish(Request request) {
        return Response.text(HttpResponseStatus.OK, "got " + request.body().length);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET().build());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + listener.address().getPort() + path))
                        .timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String token() throws IOException {
        return AdminToken.authorization(data.resolve(AdminToken.FILE_NAME));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(listener.address(), 10_000);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
