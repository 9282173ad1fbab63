package io.sluice.gateway.cli;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code ctl} against a gateway: what it prints, and its exit codes. */
final class CtlTest {
    private static final List<String> SETTINGS =
            List.of(
                    "listeners.mqtt.bind=127.0.0.1:0",
                    "listeners.stomp.bind=127.0.0.1:0",
                    "listeners.web.bind=127.0.0.1:0",
                    "listeners.admin.bind=127.0.0.1:0",
                    "log.segment-bytes=16MiB",
                    "log.record-bytes-max=4MiB");

    @TempDir static Path home;
    private static Gateway gateway;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        gateway =
                Gateway.start(
                        () ->
                                Loader.load(
                                        ConfigSource.none(),
                                        new Places(home, home),
                                        Map.of(),
                                        SETTINGS),
                        CoreEngine::open,
                        fault -> {});
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void publish() {
        assertThat(ctl("publish", "plant/a/temp", "-m", "21.5", "-r")).isZero();
        assertThat(ctl("publish", "$queue/jobs", "-m", "work")).isZero();
        out.getBuffer().setLength(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "overview",
                "config",
                "clients",
                "sessions",
                "subscriptions",
                "topics",
                "retained",
                "queues",
                "messages",
                "drops",
                "queues jobs",
                "lag $queue/jobs"
            })
    void whatIsAskedIsShownToAPersonAndAsJson(String question) {
        String[] words = question.split(" ");

        assertThat(ctl(words)).as(err.toString()).isZero();
        assertThat(out.toString()).isNotBlank().doesNotStartWith("{");

        out.getBuffer().setLength(0);
        List<String> asJson = new ArrayList<>(List.of(words));
        asJson.add("--json");
        assertThat(ctl(asJson.toArray(String[]::new))).isZero();
        assertThat(out.toString().strip()).startsWith("{").endsWith("}");
    }

    @Test
    void tablesHaveAFrame() {
        ctl("messages", "plant/#", "--limit", "1");

        assertThat(out.toString().lines().map(String::strip))
                .anyMatch(line -> line.startsWith("╭─"))
                .anyMatch(line -> line.matches("│ +OFFSET │ TIME +│ TOPIC +│ QOS │ PAYLOAD │"))
                .anyMatch(line -> line.matches("│ +\\d+ │ .* │ plant/a/temp │ +1r │ 21.5 +│"));
    }

    @Test
    void topicsAreATree() {
        ctl("topics", "plant/a/#");

        assertThat(out.toString()).isEqualTo("└─ plant\n   └─ a\n      └─ temp  21.5\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "next", "last", "-15m", "offset=1", "timestamp=1"})
    void queueIsMovedToAnyPlace(String where) {
        assertThat(ctl("seek", "$queue/jobs", where)).as(err.toString()).isZero();

        assertThat(out.toString()).contains("offset");
    }

    @Test
    void wrongPlaceIsToldWithThoseThatThereAre() {
        assertThat(ctl("seek", "$queue/jobs", "yesterday")).isEqualTo(2);

        assertThat(err.toString()).contains("first, last, next, offset=N").contains("yesterday");
    }

    @Test
    void whatIsNotThereFails() {
        assertThat(ctl("message", "999999999")).isEqualTo(1);
        assertThat(ctl("seek", "mqtt:nobody", "first")).isEqualTo(1);
        assertThat(ctl("kick", "mqtt:nobody")).isEqualTo(1);
        assertThat(ctl("end-session", "mqtt:nobody")).isEqualTo(1);
        assertThat(ctl("delete-queue", "nothing")).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(5)
                .allMatch(
                        line ->
                                line.contains("nobody")
                                        || line.contains("9999")
                                        || line.contains("nothing"));
    }

    @Test
    void retainedMessageIsTakenAway() {
        assertThat(ctl("retained", "plant/a/temp", "--delete")).isZero();
        out.getBuffer().setLength(0);

        ctl("retained", "plant/#");

        assertThat(out.toString()).isEqualTo("none\n");
    }

    @Test
    void queueWithoutSubscribersIsDeleted() {
        assertThat(ctl("delete-queue", "jobs")).as(err.toString()).isZero();
        out.getBuffer().setLength(0);

        ctl("drops", "--reason", "queue_deleted");

        assertThat(out.toString()).contains("queue_deleted").contains("group:$queue/jobs");
    }

    @Test
    void messageIsExplained() {
        ctl("publish", "plant/b", "-m", "explained");
        String offset = out.toString().replaceAll("\\D", "");
        out.getBuffer().setLength(0);

        assertThat(ctl("explain", offset)).isZero();

        assertThat(out.toString())
                .contains("plant/b", "explained", "from gateway")
                .contains("nobody subscribes to it");
    }

    @Test
    void shellsCompleteTheCommands() {
        assertThat(run("generate-completion")).isZero();

        assertThat(out.toString()).contains("complete").contains("ctl").contains("seek");
    }

    private int ctl(String... arguments) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "ctl",
                                "--url",
                                "http://127.0.0.1:" + port(),
                                "--token-file",
                                home.resolve("data").resolve("admin.token").toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static int port() {
        return gateway.listeners().get(Front.ADMIN).address().getPort();
    }

    private int run(String... arguments) {
        CommandLine commands = Commands.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }
}
