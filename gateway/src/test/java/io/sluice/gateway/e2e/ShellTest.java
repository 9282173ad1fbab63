package io.sluice.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees at the shell: the commands of Sluice beside Mosquitto's. */
final class ShellTest {
    @TempDir Path data;
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        gateway = GatewayProcess.startAnywhere(data);
    }

    @AfterEach
    void stop() {
        try (GatewayProcess ended = gateway) {
            ended.stop();
            ended.requireNoFaults();
        }
    }

    @Test
    void pubReachesMosquittoSub() {
        MosquittoClient mosquitto = new MosquittoClient(gateway.mqtt(), "mqttv5");
        try (Listening listening = mosquitto.subscribe("shell/#", 1)) {
            sluice("pub", "shell/a", "-m", "21.5", "-q", "1");

            assertThat(listening.first().text()).isEqualTo("21.5");
        }
    }

    @Test
    void subPrintsWhatMosquittoPubSent() {
        new MosquittoClient(gateway.mqtt(), "mqttv5").pub("shell/kept", "47", "-q", "1", "-r");

        assertThat(sluice("sub", "shell/kept", "--count", "1")).contains("47");
    }

    @Test
    void gatewayStopsAndStartsWithWhatItHad() {
        new MosquittoClient(gateway.mqtt(), "mqttv5").pub("shell/kept", "48", "-q", "1", "-r");

        gateway.stop();
        gateway.restart();

        assertThat(sluice("sub", "shell/kept", "--count", "1")).contains("48");
    }

    private List<String> sluice(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("-p", String.valueOf(gateway.mqtt().getPort())));
        arguments.addAll(List.of(options));
        return Program.run(command, SluiceCommand.of(arguments.toArray(String[]::new)));
    }
}
