package io.sluice.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person is told when the broker says no. */
final class RefusedClientTest {
    @TempDir Path directory;

    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void aStrangerIsToldToCheckUserAndPassword(String version) throws IOException {
        try (Mosquitto broker = Mosquitto.start(directory, "allow_anonymous false")) {
            int exit = pub(broker, "-V", version);

            assertThat(exit).isEqualTo(3);
            assertThat(errors.toString())
                    .contains("refused the connection: not authorized; check -u, -P and -V");
        }
    }

    @Test
    void aPublishWithoutRightIsExitOne() throws IOException {
        Path acl = directory.resolve("acl");
        Files.writeString(acl, "topic read #\n");
        try (Mosquitto broker =
                Mosquitto.start(directory, "allow_anonymous true", "acl_file " + acl)) {
            int exit = pub(broker, "-q", "1");

            assertThat(exit).isEqualTo(1);
            assertThat(errors.toString()).contains("refused the message: code 0x87");
        }
    }

    private int pub(Mosquitto broker, String... more) {
        CommandLine command =
                new CommandLine(new PubCommand()).setErr(new PrintWriter(errors, true));
        String[] all = new String[more.length + 4];
        System.arraycopy(new String[] {"a", "b", "-p", "" + broker.port()}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return command.execute(all);
    }
}
