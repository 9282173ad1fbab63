package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.DropReason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is counted by reason is there from the start: an alert needs the step from nothing. */
final class FirstScrapeTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @Test
    void everyKnownReasonHasItsSampleBeforeItHappens() throws Exception {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(gateway.admin("/metrics"))).build();
        String scraped =
                HttpClient.newHttpClient().send(ask, HttpResponse.BodyHandlers.ofString()).body();

        Stream<String> drops =
                Arrays.stream(DropReason.values())
                        .map(each -> "messages_dropped_total{reason=\"" + each.label() + "\",}");
        Stream<String> others =
                Stream.of(
                        "connect_failures_total{reason=\"bad_user_name_or_password\",}",
                        "connect_failures_total{reason=\"unsupported_version\",}",
                        "connect_failures_total{reason=\"connect_timeout\",}",
                        "connect_failures_total{reason=\"login-timeout\",}",
                        "connections_closed_total{protocol=\"mqtt\",reason=\"normal\",}",
                        "connections_closed_total{protocol=\"mqtt\",reason=\"lost\",}",
                        "connections_closed_total{protocol=\"mqtt\",reason=\"keep_alive_timeout\",}",
                        "connections_closed_total{protocol=\"stomp\",reason=\"violation\",}",
                        "connections{protocol=\"mqtt\",transport=\"wss\",}",
                        "auth_total{result=\"denied\",}",
                        "protocol_errors_total{protocol=\"mqtt\",}",
                        "messages_received_total{protocol=\"stomp\",qos=\"1\",}",
                        "listener_refused_total{listener=\"mqtt\",reason=\"max-connections\",}");
        assertThat(scraped.lines())
                .containsAll(
                        Stream.concat(drops, others)
                                .map(sample -> "sluice_" + sample + " 0.0")
                                .toList());
    }
}
