package io.sluice.gateway.cli;

import io.sluice.gateway.Plan;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.SchemaText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice check-config}: all that is wrong with a configuration, and nothing started. */
@Command(
        name = "check-config",
        description = "Tells everything that is wrong with a configuration, and starts nothing.",
        mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The configuration; conf/sluice.conf without one.")
    private Path file = Path.of("");

    @Option(
            names = "--defaults",
            description = "Print a configuration with every key at its default instead.")
    private boolean defaults;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (defaults) {
            spec.commandLine().getOut().print(SchemaText.render());
            spec.commandLine().getOut().flush();
            return ExitCode.DONE;
        }
        try {
            Plan.of(() -> config.load(file));
            spec.commandLine().getOut().println("the configuration is good");
            return ExitCode.DONE;
        } catch (ConfigException wrong) {
            spec.commandLine().getErr().println(wrong.getMessage());
            return ExitCode.USAGE;
        }
    }
}
