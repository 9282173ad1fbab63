package io.sluice.gateway.cli;

import io.sluice.gateway.Version;
import io.sluice.gateway.cli.bench.BenchCommand;
import io.sluice.gateway.cli.client.PubCommand;
import io.sluice.gateway.cli.client.SubCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sluice}: every command there is. */
@Command(
        name = "sluice",
        description = "A message gateway: MQTT and STOMP over one log.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Build.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            PubCommand.class,
            SubCommand.class,
            BenchCommand.class,
            LogCommand.class,
            CheckConfigCommand.class,
            PasswdCommand.class,
            AclCommand.class,
            CtlCommand.class,
            AutoComplete.GenerateCompletion.class,
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage or configuration",
            "3:cannot connect",
            "74:the gateway's disk or memory failed"
        })
public final class Main {
    /** Tells which build this is. */
    static final class Build implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sluice " + Version.text() + " (Java " + Runtime.version() + ")"};
        }
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, ready to be run. */
    static CommandLine commandLine() {
        CommandLine main = new CommandLine(new Main());
        main.getSubcommands()
                .get("ctl")
                .getSubcommands()
                .get("seek")
                .setUnmatchedOptionsArePositionalParams(true); // -15m is a place
        return main.setExecutionExceptionHandler(
                (fault, command, parsed) -> {
                    command.getErr().println(fault.getMessage());
                    return ExitCode.FAILED;
                });
    }
}
