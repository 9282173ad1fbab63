package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.cli.client.Mosquitto;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Mosquitto broker that bridges to the gateway, in both directions. */
final class MosquittoBridgeTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv50"})
    void messagesCrossInBothDirectionsOnceAndTheBridgeTellsItsState(String version)
            throws IOException {
        String id = "bridge-" + version;
        MosquittoClient here = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening state = here.subscribe("$SYS/broker/connection/" + id + "/state", 0);
                Listening all = here.subscribe(version + "/#", 2);
                Mosquitto broker = bridge(version, id)) {
            assertThat(state.first().text()).isEqualTo("1");
            MosquittoClient there = new MosquittoClient(addressOf(broker), "mqttv5");
            try (Listening far = there.subscribe(version + "/#", 2)) {
                for (int qos = 0; qos <= 2; qos++) {
                    there.pub(version + "/up/" + qos, "up", "-q", String.valueOf(qos));
                    here.pub(version + "/down/" + qos, "down", "-q", String.valueOf(qos));
                }
                there.pub(version + "/up/end", "end", "-q", "2");
                here.pub(version + "/down/end", "end", "-q", "2");

                assertThat(messages(all.first(8)))
                        .containsExactlyInAnyOrder(
                                "up/0 up",
                                "up/1 up",
                                "up/2 up",
                                "up/end end",
                                "down/0 down",
                                "down/1 down",
                                "down/2 down",
                                "down/end end");
                assertThat(messages(far.first(8)))
                        .containsExactlyInAnyOrderElementsOf(messages(all.first(8)));
            }

            broker.kill();

            assertThat(state.first(2)).extracting(Received::text).containsExactly("1", "0");
        }
        try (Listening later = here.subscribe("$SYS/broker/connection/+/state", 0)) {
            assertThat(later.first().text()).isEqualTo("0");
            assertThat(later.first().retained()).isTrue();
        }
    }

    /** It begins with the private bit in its version, which no standard knows. */
    private Mosquitto bridge(String version, String id) throws IOException {
        return Mosquitto.start(
                directory,
                "allow_anonymous true",
                "connection sluice",
                "address 127.0.0.1:" + gateway.mqtt().getPort(),
                "bridge_protocol_version " + version,
                "remote_clientid " + id,
                "topic up/# out 2 " + version + "/ " + version + "/",
                "topic down/# in 2 " + version + "/ " + version + "/",
                "restart_timeout 1",
                "keepalive_interval 5");
    }

    private static InetSocketAddress addressOf(Mosquitto broker) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
    }

    private static List<String> messages(List<Received> got) {
        return got.stream()
                .map(one -> one.topic().substring(one.topic().indexOf('/') + 1) + " " + one.text())
                .toList();
    }
}
