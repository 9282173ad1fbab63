package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.Engine;
import io.sluice.gateway.Surroundings;
import io.sluice.gateway.listen.Protocol;
import io.sluice.gateway.listen.WebProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The gateway's process, from its first line to its exit code. */
final class RunCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> events = new CopyOnWriteArrayList<>();
    @TempDir Path directory;

    @Test
    void everyListenerIsALineAndTheLastOneSaysReady() {
        run(FailingEngine::new);

        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .matches("mqtt +127\\.0\\.0\\.1:[1-9]\\d* +MQTT .*"),
                        line -> assertThat(line).matches("stomp +127\\.0\\.0\\.1:\\d+ +STOMP .*"),
                        line -> assertThat(line).matches("web +127\\.0\\.0\\.1:\\d+ +WebSocket.*"),
                        line -> assertThat(line).matches("admin +127\\.0\\.0\\.1:\\d+ +HTTP.*"),
                        line -> assertThat(line).matches("ready in \\d+ ms"));
    }

    @Test
    void faultOfTheEngineStopsTheProcessWithItsOwnNumber() {
        assertThat(run(FailingEngine::new)).isEqualTo(74);
        assertThat(events).containsExactly("drained", "closed");
    }

    @Test
    void engineThatCannotBeOpenedFails() {
        int exitCode =
                run(
                        surroundings -> {
                            throw new IOException("0000000001.seg is damaged at byte 4096");
                        });

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("cannot start: engine: 0000000001.seg is damaged at byte 4096\n");
    }

    private int run(Engine.Factory engines) {
        CommandLine command = new CommandLine(new RunCommand(engines));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(
                "--set=listeners.mqtt.bind=127.0.0.1:0",
                "--set=listeners.stomp.bind=127.0.0.1:0",
                "--set=listeners.web.bind=127.0.0.1:0",
                "--set=listeners.admin.bind=127.0.0.1:0",
                "--set=data-dir=" + directory.resolve("data"));
    }

    /** An engine whose disk fails as soon as it is there. */
    private final class FailingEngine implements Engine {
        private FailingEngine(Surroundings surroundings) {
            surroundings.faults().accept(new IOException("the disk is gone"));
        }

        @Override
        public Protocol mqtt() {
            return (channel, listener, transport) -> {};
        }

        @Override
        public Protocol stomp() {
            return mqtt();
        }

        @Override
        public WebProtocol.Opening stompFrames() {
            return (channel, listener, transport, subprotocol) -> {};
        }

        @Override
        public CompletionStage<Void> drain() {
            events.add("drained");
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }
}
