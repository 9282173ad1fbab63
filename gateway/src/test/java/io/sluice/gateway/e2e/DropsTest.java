package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is not delivered to real clients is counted, written down and explained. */
final class DropsTest {
    private static final Pattern COUNTED =
            Pattern.compile("sluice_messages_dropped_total\\{reason=\"(\\w+)\",?\\} (\\d+)");
    private static final Pattern SUMMED =
            Pattern.compile(
                    "\\{\"reason\":\"(\\w+)\",\"total\":(\\d+),\"before\":0,\"forgotten\":(\\d+)\\}");
    private static final Pattern WRITTEN =
            Pattern.compile("\"reason\":\"(\\w+)\",\"client\"[^}]*\"count\":(\\d+)\\}");
    private static final Pattern PUBLISHED = Pattern.compile("\"offset\":(\\d+)");

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    private final AdminApi api = new AdminApi(gateway);
    private final MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");

    @Test
    void whatASleeperDoesNotGetIsToldAndTheSumsAgree() throws Exception {
        sleeps("sleeper", "1");
        String expired = publish("{\"topic\":\"plant/a\",\"payload\":\"old\",\"expirySeconds\":0}");
        String light = publish("{\"topic\":\"plant/a\",\"payload\":\"light\",\"qos\":0}");
        String kept = publish("{\"topic\":\"plant/a\",\"payload\":\"kept\"}");
        assertThat(state(kept)).contains("\"state\":\"waiting\"");

        try (Listening awake = wakes("sleeper")) {
            assertThat(awake.first().text()).isEqualTo("kept");
        }

        assertThat(state(expired)).contains("\"state\":\"dropped\",\"why\":\"expired\"");
        assertThat(state(light)).contains("\"state\":\"dropped\",\"why\":\"asleep_qos0\"");
        await("acknowledgement")
                .atMost(Program.LIMIT)
                .untilAsserted(() -> assertThat(state(kept)).contains("\"state\":\"delivered\""));
        assertThat(sums(COUNTED, metrics(), 2)).isEqualTo(sums(SUMMED, api.get("drops"), 2));
        assertThat(sums(WRITTEN, api.get("drops?limit=1000"), 2))
                .isEqualTo(sums(SUMMED, api.get("drops"), 2))
                .containsKeys("expired", "asleep_qos0");
    }

    private void sleeps(String id, String qos) {
        device.sub("plant/#", "-q", qos, "-i", id, "-c", "-x", "600").close();
        await("sleep")
                .atMost(Program.LIMIT)
                .until(() -> api.get("sessions/mqtt:" + id).contains("\"connected\":false"));
    }

    private Listening wakes(String id) {
        return device.sub("plant/#", "-q", "1", "-i", id, "-c", "-x", "600");
    }

    private String publish(String message) {
        MatchResult told =
                PUBLISHED
                        .matcher(api.ask("POST", "publish", message).body())
                        .results()
                        .findFirst()
                        .orElseThrow();
        return told.group(1);
    }

    private String state(String offset) {
        return api.get("messages/" + offset + "/explain");
    }

    private static Map<String, Long> sums(Pattern each, String text, int group) {
        Map<String, Long> sums = new TreeMap<>();
        each.matcher(text)
                .results()
                .forEach(
                        one ->
                                sums.merge(
                                        one.group(1), Long.parseLong(one.group(group)), Long::sum));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private static String metrics() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.admin("/metrics"))).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
