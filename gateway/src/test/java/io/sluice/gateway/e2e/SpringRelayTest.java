package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Browsers behind a Spring application whose StompBrokerRelay hands them on to the gateway. */
final class SpringRelayTest {
    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @TempDir static Path folder;
    private static RelayApplication application;

    @BeforeAll
    static void start() throws Exception {
        application = RelayApplication.start(gateway.stomp(), folder);
    }

    @AfterAll
    static void stop() throws LifecycleException {
        application.close();
    }

    @Test
    void browserGetsWhatADevicePublishes() {
        try (Listening browser = browser().subscribe("relayed/device/#", 1)) {
            new MosquittoClient(gateway.mqtt(), "mqttv5").pub("relayed/device/a", "21.5 °C");

            assertThat(browser.first().text()).isEqualTo("21.5 °C");
        }
    }

    @Test
    void deviceGetsWhatABrowserSends() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening listening = device.subscribe("relayed/browser", 1)) {
            browser().publish("relayed/browser", 1, List.of("unit:celsius"), "c2b0", "00ff");

            assertThat(listening.first(2)).extracting(Received::hex).contains("c2b0", "00ff");
            assertThat(listening.first().properties()).contains("unit:celsius");
        }
    }

    @Test
    void everybodyGetsWhatTheApplicationSends() {
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv311");
        try (Listening listening = device.subscribe("relayed/news", 1);
                Listening browser = browser().subscribe("relayed/news", 1)) {
            application.send("/topic/relayed/news", "by the application");

            assertThat(listening.first().text()).isEqualTo("by the application");
            assertThat(browser.first().text()).isEqualTo("by the application");
        }
    }

    @Test
    void browserAcknowledgesThroughTheRelay() {
        List<String> individual = List.of("ack=client-individual");
        try (Listening browser = browser().subscribe("relayed/acks", 1, individual)) {
            browser().publish("relayed/acks", 1, List.of(), "01", "02", "03");

            assertThat(browser.first(3))
                    .extracting(Received::hex)
                    .containsExactly("01", "02", "03");
        }
    }

    private static ScriptClient browser() {
        return ScriptClient.stompJs(application.web(), "1.2");
    }
}
