package io.sluice.gateway.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.cli.client.Mosquitto;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The load tool against a real broker, and against its own relay. */
final class BenchCommandTest {
    @TempDir static Path directory;

    private static Mosquitto broker;

    private final StringWriter printed = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void startBroker() throws IOException {
        broker =
                Mosquitto.start(
                        directory,
                        "allow_anonymous true",
                        "listener %d 127.0.0.1".formatted(Mosquitto.freePort()),
                        "protocol websockets");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-q 0",
                "-q 1 -V mqttv31",
                "-q 2 -w 20",
                "-q 1 -V mqttv5 -w 10",
                "-q 2 -V mqttv5",
                "-q 0 -V mqttv5 -s 20000",
                "--pairs 3 --threads 2",
                "--fan-in 5 -q 1",
                "--fan-out 7 --threads 2",
                "--mesh 3x4 -q 1",
                "--shared 3x2 -q 1 -V mqttv5",
                "--pairs 2 --topics 40",
                "-r 20000 -q 1"
            })
    void everyMessageComesOnceAndInOrder(String options) {
        int exit = bench(options + " --json -n 3001 mqtt://127.0.0.1:" + broker.port());

        assertThat(errors.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(printed.toString())
                .contains("\"published\":3001", "\"good\":true", "\"lost\":0");
    }

    @Test
    void publishersAloneAreMeasuredByTheirAcknowledgements() {
        int exit = bench("--publish-only 2 -q 1 -n 2000 --json mqtt://127.0.0.1:" + broker.port());

        assertThat(exit).isZero();
        assertThat(printed.toString()).contains("\"ackMicros\":{\"count\":2000");
    }

    @Test
    void aTimedRunAgainstTheRelayTellsRatesAndLatencies() {
        int exit = bench("--loopback -d 300ms --warmup 100ms --pairs 2 -q 1");

        assertThat(exit).isZero();
        assertThat(printed.toString())
                .contains("pairs, 2 → 2, QoS 1, 64 B, window 1,024")
                .contains("Published", "Delivered", "p99", "no loss, no doubles, order kept");
    }

    @Test
    void aBrokerThatDropsIsFoundOut() throws IOException {
        Path own = Files.createDirectory(directory.resolve("drops"));
        try (Mosquitto lossy =
                Mosquitto.start(
                        own,
                        "allow_anonymous true",
                        "max_queued_messages 1",
                        "max_inflight_messages 1")) {
            int exit =
                    bench("-q 1 -n 20000 --lead 0 --patience 1s mqtt://127.0.0.1:" + lossy.port());

            assertThat(exit).isEqualTo(1);
            assertThat(printed.toString()).containsPattern("Checks +[1-9][0-9,]* lost");
        }
    }

    @Test
    void nobodyListeningIsExitThree() throws IOException {
        int exit = bench("mqtt://127.0.0.1:" + Mosquitto.freePort());

        assertThat(exit).isEqualTo(3);
        assertThat(errors.toString()).contains("cannot connect", "is the broker running there?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-q 3",
                "-s 10",
                "-w 0",
                "--mesh 10",
                "--pairs 2 --fan-in 3",
                "--shared 2x2 --threads 2",
                "-d yesterday",
                "gopher://127.0.0.1"
            })
    void aMistakeOnTheCommandLineIsExitTwo(String line) {
        assertThat(bench(line)).isEqualTo(2);
    }

    private int bench(String line) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(errors, true))
                .execute(line.split(" "));
    }
}
