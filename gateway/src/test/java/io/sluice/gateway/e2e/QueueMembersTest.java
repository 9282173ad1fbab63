package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which member of a queue gets a message, whatever each of them speaks. */
final class QueueMembersTest {
    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension(
                    "queue.strategy=least-in-flight",
                    "queue.rules=[\"one/# single-active=true\", \"keyed/# key-header=customer\"]");

    @RegisterExtension
    static final GatewayExtension inTurn = new GatewayExtension("queue.strategy=round-robin");

    private final MosquittoClient mqtt = new MosquittoClient(gateway.mqtt(), "mqttv5");
    private final ScriptClient stomp = ScriptClient.stompPython(gateway.stomp(), "1.2");

    @Test
    void onlyOneMemberIsActiveUntilItIsGone() {
        try (Listening first = mqtt.subscribe("$queue/one/a", 1);
                Listening second = stomp.subscribe("/queue/one/a", 1)) {
            mqtt.pubLines("$queue/one/a", numbers(0, 20), "-q", "1");
            assertThat(first.first(20)).extracting(Received::text).endsWith("18", "19");

            first.isLost();
            mqtt.pubLines("$queue/one/a", numbers(20, 25), "-q", "1");

            assertThat(second.first(5))
                    .extracting(Received::text)
                    .containsExactly("20", "21", "22", "23", "24");
        }
    }

    @Test
    void messagesOfOneKeyAreWithOneMemberAtATimeAndKeepTheirOrder() throws IOException {
        try (StompWire slow = StompWire.connect(gateway.stomp())) {
            slow.subscribe("/queue/keyed/a", "ack:client-individual");
            stomp.publish("/queue/keyed/a", 1, List.of("customer:7"), Received.hex("7a"));
            assertThat(slow.next().body()).isEqualTo("7a");

            try (Listening quick = mqtt.subscribe("$queue/keyed/a", 1)) {
                stomp.publish("/queue/keyed/a", 1, List.of("customer:7"), Received.hex("7b"));
                stomp.publish("/queue/keyed/a", 1, List.of("customer:8"), Received.hex("8a"));
                assertThat(slow.next().body()).isEqualTo("7b");
                assertThat(quick.first().text()).isEqualTo("8a");

                slow.send("DISCONNECT", "");
                slow.flush();

                assertThat(quick.first(3))
                        .extracting(Received::text)
                        .containsExactly("8a", "7a", "7b");
            }
        }
    }

    @Test
    void memberWithLeastInFlightGetsTheNext() throws IOException {
        try (StompWire slow = StompWire.connect(gateway.stomp());
                StompWire quick = StompWire.connect(gateway.stomp())) {
            slow.subscribe("/queue/busy", "ack:client-individual");
            mqtt.pubLines("$queue/busy", numbers(0, 3), "-q", "1");
            assertThat(slow.bodies(3)).containsExactly("0", "1", "2");
            quick.subscribe("/queue/busy", "ack:client-individual");

            for (int i = 3; i < 6; i++) {
                mqtt.pub("$queue/busy", String.valueOf(i), "-q", "1");
                assertThat(quick.bodies(1)).containsExactly(String.valueOf(i));
            }
        }
    }

    @Test
    void membersTakeTurns() throws IOException {
        MosquittoClient publisher = new MosquittoClient(inTurn.mqtt(), "mqttv311");
        try (StompWire one = StompWire.connect(inTurn.stomp());
                StompWire two = StompWire.connect(inTurn.stomp())) {
            one.subscribe("/queue/turns", "ack:client-individual");
            two.subscribe("/queue/turns", "ack:client-individual");

            publisher.pubLines("$queue/turns", numbers(0, 6), "-q", "1");

            List<String> got = new ArrayList<>(one.bodies(3));
            got.addAll(two.bodies(3));
            assertThat(got).containsExactlyInAnyOrderElementsOf(numbers(0, 6).toList());
        }
    }

    private static Stream<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf);
    }
}
