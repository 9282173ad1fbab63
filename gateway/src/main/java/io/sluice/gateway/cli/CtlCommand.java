package io.sluice.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code sluice ctl}: the admin API from the shell. */
@Command(
        name = "ctl",
        description = "Asks a running gateway, by its admin listener.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            CtlCommand.Overview.class,
            CtlCommand.Config.class,
            CtlCommand.Reload.class,
            CtlClients.Show.class,
            CtlClients.Kick.class,
            CtlSessions.Show.class,
            CtlSessions.End.class,
            CtlSessions.Subscriptions.class,
            CtlQueues.Show.class,
            CtlQueues.Delete.class,
            CtlDeadLetters.class,
            CtlCursors.ShowLag.class,
            CtlCursors.Seek.class,
            CtlTopics.Show.class,
            CtlTopics.Retained.class,
            CtlMessages.Find.class,
            CtlMessages.One.class,
            CtlMessages.Explain.class,
            CtlMessages.Drops.class,
            CtlPublish.class,
        })
final class CtlCommand {
    @Mixin private AdminCall api;

    AdminCall api() {
        return api;
    }

    /** The gateway as a whole. */
    @Command(
            name = "overview",
            description = "How the gateway is.",
            mixinStandardHelpOptions = true)
    static final class Overview implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Override
        public Integer call() {
            return ctl.api().get("overview", AdminCall::asLines);
        }
    }

    /** Its settings. */
    @Command(
            name = "config",
            description = "Every setting and its value.",
            mixinStandardHelpOptions = true)
    static final class Config implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Override
        public Integer call() {
            return ctl.api().get("config", AdminCall::asLines);
        }
    }

    /** Has them read again. */
    @Command(
            name = "reload",
            description = "Reads the configuration again, with users, rights and keys.",
            mixinStandardHelpOptions = true)
    static final class Reload implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Override
        public Integer call() {
            return ctl.api().send("POST", "reload", "", AdminCall::asLines);
        }
    }
}
