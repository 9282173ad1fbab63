package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator's tools see of the clients' doings. */
final class AdminTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @Test
    void metricsCountEachMessageOnce() {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening two = client.subscribe("counted", 1);
                Listening readers = client.subscribe("counted", 1)) {
            client.pubLines("counted", IntStream.range(0, 50).mapToObj(String::valueOf), "-q", "1");
            two.first(50);
            readers.first(50);

            await("counts")
                    .atMost(Program.LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(metrics())
                                            .contains(
                                                    counted("received", "mqtt", 50),
                                                    counted("delivered", "mqtt", 100)));
        }
    }

    @Test
    void healthIsToldInPlainHttp() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void pageOfAStrangerIsTurnedAway() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(gateway.admin("/metrics")))
                        .header("Origin", "https://stranger.example")
                        .build();

        int status =
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();

        assertThat(status).isEqualTo(403);
    }

    private static String counted(String what, String protocol, int count) {
        return "sluice_messages_%s_total{protocol=\"%s\",qos=\"1\",} %d.0"
                .formatted(what, protocol, count);
    }

    private static List<String> metrics() throws IOException, InterruptedException {
        return get("/metrics").body().lines().toList();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.admin(path))).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
