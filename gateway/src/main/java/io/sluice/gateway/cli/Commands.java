package io.sluice.gateway.cli;

import io.sluice.gateway.Version;
import io.sluice.gateway.cli.bench.BenchCommand;
import io.sluice.gateway.cli.client.PubCommand;
import io.sluice.gateway.cli.client.SubCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code sluice}: every command there is. */
@Command(
        name = "sluice",
        description = "A message gateway: MQTT and STOMP over one log.",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Build.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage or configuration",
            "3:cannot connect",
            "74:the gateway's disk or memory failed"
        })
final class Commands {
    /** The one that must know all others. */
    private static final String COMPLETION = "generate-completion";

    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    /** Tells which build this is. */
    static final class Build implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sluice " + Version.text() + " (Java " + Runtime.version() + ")"};
        }
    }

    /** Does what the arguments say; alone what they need is looked at. */
    static int execute(String... arguments) {
        String name = arguments.length > 0 ? arguments[0] : "";
        boolean isAlone = COMMANDS.containsKey(name) && !name.equals(COMPLETION);
        CommandLine line = isAlone ? commandLine(Set.of(name)) : commandLine();
        return line.execute(arguments);
    }

    /** In the order in which the help tells them. */
    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("pub", PubCommand::new);
        commands.put("sub", SubCommand::new);
        commands.put("bench", BenchCommand::new);
        commands.put("log", LogCommand::new);
        commands.put("check-config", CheckConfigCommand::new);
        commands.put("passwd", PasswdCommand::new);
        commands.put("acl", AclCommand::new);
        commands.put("ctl", CtlCommand::new);
        commands.put(COMPLETION, AutoComplete.GenerateCompletion::new);
        return commands;
    }

    /** The commands, ready to be run. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet());
    }

    /** Some of the commands: to look at all the options of all others takes its time. */
    private static CommandLine commandLine(Set<String> wanted) {
        CommandLine line = new CommandLine(new Commands());
        COMMANDS.forEach(
                (name, command) -> {
                    if (wanted.contains(name)) {
                        line.addSubcommand(command.get());
                    }
                });
        if (wanted.contains("ctl")) {
            CommandLine seek = line.getSubcommands().get("ctl").getSubcommands().get("seek");
            seek.setUnmatchedOptionsArePositionalParams(true); // -15m is a place
        }
        return line.setExecutionExceptionHandler(
                (fault, command, parsed) -> {
                    command.getErr().println(fault.getMessage());
                    return ExitCode.FAILED;
                });
    }
}
