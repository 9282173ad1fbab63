package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What @stomp/stompjs in Node sees, over WebSocket. */
final class StompJsTest {
    private static final Pattern CONNECTED = Pattern.compile("^connected (\\S+) (\\S+) (\\S+)$");

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @ParameterizedTest
    @CsvSource({
        "/stomp, 1.0, v10.stomp",
        "/stomp, 1.1, v11.stomp",
        "/stomp, 1.2, v12.stomp",
        "/ws, 1.2, v12.stomp"
    })
    void subProtocolAndVersionAgree(String path, String version, String subProtocol) {
        ScriptClient client = ScriptClient.stompJs(gateway.web(path), version);
        try (Listening listening = client.subscribe("agreed", 1)) {
            MatchResult connected = listening.program().await(CONNECTED);

            assertThat(connected.group(1)).isEqualTo(version);
            assertThat(connected.group(2)).isEqualTo(subProtocol);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "client", "client-individual"})
    void manyMessagesArriveInOrderInEachAckMode(String ack) {
        ScriptClient client = ScriptClient.stompJs(gateway.web("/stomp"), "1.2");
        String[] bodies =
                IntStream.range(0, 1_000)
                        .mapToObj(number -> "%04x".formatted(number))
                        .toArray(String[]::new);
        try (Listening listening = client.subscribe("many/" + ack, 1, List.of("ack=" + ack))) {
            client.publish("many/" + ack, 1, List.of(), bodies);

            assertThat(listening.first(bodies.length))
                    .extracting(Received::hex)
                    .containsExactly(bodies);
        }
    }

    @Test
    void heartBeatsKeepBothSidesSure() {
        ScriptClient client = ScriptClient.stompJs(gateway.web("/stomp"), "1.2");
        try (Listening listening = client.subscribe("beating", 1, List.of("heartbeat=1000"))) {
            assertThat(listening.program().await(CONNECTED).group(3)).doesNotStartWith("0,");

            client.publish("beating", 1, List.of(), "01");

            assertThat(listening.first().hex()).isEqualTo("01");
        }
    }
}
