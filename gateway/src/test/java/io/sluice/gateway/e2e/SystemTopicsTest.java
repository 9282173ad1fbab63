package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the broker tells of itself, by the names that tools made for Mosquitto look for. */
final class SystemTopicsTest {
    private static final String ROOT = "$SYS/broker/";
    private static final List<String> FIGURES =
            List.of(
                    "version",
                    "uptime",
                    "clients/total",
                    "clients/connected",
                    "clients/active",
                    "clients/disconnected",
                    "clients/inactive",
                    "clients/maximum",
                    "clients/expired",
                    "subscriptions/count",
                    "shared_subscriptions/count",
                    "retained messages/count",
                    "messages/stored",
                    "store/messages/count",
                    "store/messages/bytes",
                    "messages/received",
                    "messages/sent",
                    "publish/messages/received",
                    "publish/messages/sent",
                    "publish/messages/dropped",
                    "publish/bytes/received",
                    "publish/bytes/sent",
                    "bytes/received",
                    "bytes/sent",
                    "heap/current",
                    "heap/maximum");
    private static final List<String> LOADS =
            List.of(
                    "connections",
                    "sockets",
                    "messages/received",
                    "messages/sent",
                    "publish/received",
                    "publish/sent",
                    "publish/dropped",
                    "bytes/received",
                    "bytes/sent");

    @RegisterExtension
    static final GatewayExtension gateway = new GatewayExtension("sys.interval=1s");

    @Test
    void figuresHaveMosquittosNamesAndAreTrue() {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening member = client.subscribe("$share/g/told", 0)) {
            client.pub("told", "x".repeat(1000), "-q", "1");
            member.first();

            Map<String, String> told = new TreeMap<>();
            try (Listening reader = client.subscribe("$SYS/#", 0)) {
                int count = 1;
                while (!told.keySet().containsAll(names()) || !isSeen(told)) {
                    Received next = reader.first(count).get(count - 1);
                    told.put(next.topic(), next.text());
                    count++;
                }
            }

            assertThat(told.get(ROOT + "version")).startsWith("Sluice ");
            assertThat(told.get(ROOT + "uptime")).matches("\\d+ seconds");
            assertThat(told).containsEntry(ROOT + "clients/expired", "0");
        }
    }

    /** Whether the one message and the one member have come into the figures. */
    private static boolean isSeen(Map<String, String> told) {
        return told.getOrDefault(ROOT + "shared_subscriptions/count", "").equals("1")
                && number(told, "publish/bytes/received") >= 1000
                && number(told, "publish/bytes/sent") >= 1000
                && number(told, "clients/connected") >= 2;
    }

    private static long number(Map<String, String> told, String name) {
        return Long.parseLong(told.getOrDefault(ROOT + name, "0"));
    }

    private static List<String> names() {
        Stream<String> loads =
                LOADS.stream()
                        .flatMap(
                                load ->
                                        Stream.of("1min", "5min", "15min")
                                                .map(over -> "load/" + load + "/" + over));
        return Stream.concat(FIGURES.stream(), loads).map(name -> ROOT + name).toList();
    }
}
