package io.sluice.gateway.cli;

import io.sluice.gateway.CoreEngine;
import io.sluice.gateway.Engine;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice run}: the gateway, in the foreground, until it is told to stop. */
@Command(
        name = "run",
        description =
                "Runs the gateway in the foreground. SIGTERM or ctrl-C stops it, SIGHUP reads the"
                        + " configuration again.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private final Engine.Factory engines;

    @Mixin private ConfigOptions config;
    @Spec private CommandSpec spec;

    RunCommand() {
        this(CoreEngine::open);
    }

    RunCommand(Engine.Factory engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        return new Foreground(engines, line.getOut(), line.getErr()).run(config::load);
    }
}
