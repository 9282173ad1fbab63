package io.sluice.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Clients: shown, and let go of. */
final class CtlClients {
    private CtlClients() {}

    /** Who is connected. */
    @Command(
            name = "clients",
            description = "The clients that are connected.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(paramLabel = "NAME", defaultValue = "", description = "Part of a name.")
        private String name;

        @Mixin private PageOptions page;

        @Override
        public Integer call() {
            return ctl.api().get("clients" + page.query(Map.of("name", name)), CtlViews::clients);
        }
    }

    /** Disconnects. */
    @Command(
            name = "kick",
            description = "Disconnects a client. Its session stays.",
            mixinStandardHelpOptions = true)
    static final class Kick implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(paramLabel = "CLIENT", description = "As clients says it: mqtt:ID, stomp:ID.")
        private String client;

        @Override
        public Integer call() {
            return ctl.api()
                    .send("DELETE", "clients/" + AdminCall.name(client), "", AdminCall::asLines);
        }
    }
}
