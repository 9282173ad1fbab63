package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The short way of {@code sluice run} says what the long one says, or leaves it to that. */
final class PlainRunTest {
    @TempDir Path directory;

    @Test
    void optionsSayWhatTheySayToPicocli() throws Exception {
        Path file = directory.resolve("own.conf");
        Files.writeString(file, "network.event-loops = 3");
        String[] arguments = {
            "run", "-c", file.toString(), "--set", "network.backlog=7", "-s", "auth.acl-file=a=b"
        };

        Settings settings = PlainRun.of(arguments).orElseThrow().load();

        assertThat(settings.shown()).isEqualTo(byPicocli(arguments).shown());
        assertThat(settings.get(Schema.EVENT_LOOPS)).isEqualTo(3);
        assertThat(settings.get(Schema.BACKLOG)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "pub",
        "check-config",
        "run --help",
        "run --set",
        "run --set=network.backlog=7",
        "run --set --help",
        "run -c a.conf -c b.conf",
        "run --wibble x",
        "run -c @file",
        "run x"
    })
    void everythingElseIsLeftToPicocli(String line) {
        assertThat(PlainRun.of(line.isEmpty() ? new String[0] : line.split(" "))).isEmpty();
    }

    @Test
    void aGatewayThatIsAskedForNothingIsPlain() {
        assertThat(PlainRun.of("run")).isPresent();
    }

    private static Settings byPicocli(String... arguments) throws Exception {
        CommandLine.ParseResult parsed = Commands.commandLine().parseArgs(arguments).subcommand();
        ConfigOptions options =
                (ConfigOptions)
                        parsed.commandSpec().mixins().values().stream()
                                .map(CommandLine.Model.CommandSpec::userObject)
                                .filter(ConfigOptions.class::isInstance)
                                .findFirst()
                                .orElseThrow();
        return options.load();
    }
}
