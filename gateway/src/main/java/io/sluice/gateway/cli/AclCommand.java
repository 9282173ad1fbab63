package io.sluice.gateway.cli;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Principal;
import io.sluice.gateway.Plan;
import io.sluice.gateway.auth.AccessRules;
import io.sluice.gateway.auth.AclAuthorizer;
import io.sluice.gateway.auth.AclFile;
import io.sluice.gateway.auth.FileFaultException;
import io.sluice.gateway.config.ConfigException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice acl}: asks the rules without a gateway. */
@Command(
        name = "acl",
        description = "Asks an ACL file.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class AclCommand {
    @Spec private CommandSpec spec;

    /** What {@code acl test} may ask. */
    enum Question {
        publish(Action.PUBLISH),
        subscribe(Action.SUBSCRIBE),
        replay(Action.REPLAY);

        private final Action action;

        Question(Action action) {
            this.action = action;
        }
    }

    @Command(
            name = "test",
            description = {
                "Says whether a user may do something: allowed, denied, or partly for a filter that"
                        + " reaches beyond its rights.",
                "The exit code is 0 for allowed and partly, 1 for denied."
            },
            mixinStandardHelpOptions = true)
    int test(
            @Parameters(paramLabel = "USER", description = "\"\" for an anonymous client.")
                    String user,
            @Parameters(paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}")
                    Question action,
            @Parameters(paramLabel = "TOPIC", description = "A topic name or filter.") String topic,
            @Option(
                            names = {"-i", "--id"},
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "The client identifier, for patterns with %%c.")
                    String clientId,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            defaultValue = "",
                            description = "The ACL file; the configuration's without this option.")
                    Path file,
            @Mixin ConfigOptions config)
            throws ConfigException, FileFaultException {
        AccessRules rules =
                file.equals(Path.of("")) ? Plan.of(config::load).rules() : AclFile.read(file);
        Access access =
                new AclAuthorizer(rules)
                        .decide(new Principal(user), clientId, action.action, topic);
        spec.commandLine().getOut().println(word(access));
        return access == Access.DENIED ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static String word(Access access) {
        return switch (access) {
            case ALLOWED -> "allowed";
            case DENIED -> "denied";
            case PARTLY -> "partly";
        };
    }
}
