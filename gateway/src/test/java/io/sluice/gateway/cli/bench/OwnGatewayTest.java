package io.sluice.gateway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.CoreEngine;
import io.sluice.gateway.Front;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.config.ConfigSource;
import io.sluice.gateway.config.Loader;
import io.sluice.gateway.config.Places;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The load tool and the gateway: every protocol and transport, nothing lost. */
final class OwnGatewayTest {
    @TempDir static Path directory;

    private static final List<Throwable> FAULTS = new ArrayList<>();
    private static Gateway gateway;

    private final StringWriter printed = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        List<String> set =
                List.of(
                        "data-dir=" + directory.resolve("data"),
                        "listeners.mqtt.bind=127.0.0.1:0",
                        "listeners.stomp.bind=127.0.0.1:0",
                        "listeners.web.bind=127.0.0.1:0",
                        "listeners.admin.bind=127.0.0.1:0",
                        "log.segment-bytes=16MiB",
                        "log.record-bytes-max=1MiB");
        Places places = new Places(directory, directory);
        gateway =
                Gateway.start(
                        () -> Loader.load(ConfigSource.none(), places, Map.of(), set),
                        CoreEngine::open,
                        FAULTS::add);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        assertThat(FAULTS).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt, MQTT, '', -q 0",
        "mqtt, MQTT, '', -q 1 -V mqttv5",
        "mqtt, MQTT, '', -q 2 --pairs 3",
        "mqtt, MQTT, '', -q 1 --kept",
        "mqtt, MQTT, '', --fan-out 5 -q 1",
        "mqtt, MQTT, '', --fan-in 5 --topics 100",
        "ws, WEB, /mqtt, -q 1",
        "stomp, STOMP, '', -q 0",
        "stomp, STOMP, '', -q 1 --pairs 2",
        "stomp, STOMP, '', --mesh 2x2 --topics 10 -s 3000",
        "ws+stomp, WEB, /stomp, -q 1"
    })
    void everyMessageComesOnceAndInOrder(String scheme, Front front, String path, String options) {
        int exit = bench(scheme + "://" + addressOf(front) + path + " -n 3000 " + options);

        assertThat(errors.toString()).isEmpty();
        assertThat(printed.toString()).contains("no loss, no doubles, order kept");
        assertThat(exit).isZero();
    }

    @Test
    void sessionsThatWereAwayGetEverything() {
        int exit = bench("mqtt://" + addressOf(Front.MQTT) + " --offline -q 1 -n 5000 --pairs 2");

        assertThat(errors.toString()).isEmpty();
        assertThat(printed.toString())
                .containsPattern("Stored +5,000")
                .containsPattern("Drained +5,000")
                .contains("no loss, no doubles, order kept");
        assertThat(exit).isZero();
    }

    @Test
    void thePastIsReadWithoutASession() {
        int exit = bench("mqtt://" + addressOf(Front.MQTT) + " --replay -n 5000 --pairs 2");

        assertThat(errors.toString()).isEmpty();
        assertThat(printed.toString())
                .containsPattern("^replay pairs")
                .containsPattern("Drained +5,000")
                .contains("no loss, no doubles, order kept");
        assertThat(exit).isZero();
    }

    @Test
    void aCrowdIsLetIn() {
        int exit = bench("mqtt://" + addressOf(Front.MQTT) + " --connections 300 -d 1ms --json");

        assertThat(errors.toString()).isEmpty();
        assertThat(printed.toString()).contains("\"connections\":300");
        assertThat(exit).isZero();
    }

    @Test
    void aCrowdMayHoldManyFilters() {
        int exit =
                bench(
                        "mqtt://"
                                + addressOf(Front.MQTT)
                                + " --connections 3 --filters 2000 -d 1ms --json");

        assertThat(errors.toString()).isEmpty();
        assertThat(printed.toString()).contains("\"connections\":3", "\"filters\":2000");
        assertThat(exit).isZero();
    }

    private static String addressOf(Front front) {
        return gateway.listeners().get(front).text();
    }

    private int bench(String line) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(errors, true))
                .execute(line.split(" +"));
    }
}
