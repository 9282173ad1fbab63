package io.sluice.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Groups and queues: shown, and deleted. */
final class CtlQueues {
    private CtlQueues() {}

    /** Which there are. */
    @Command(
            name = "queues",
            description = "Groups and queues with their lag; with a name, one of them.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "NAME",
                defaultValue = "",
                description = "A queue, $queue/NAME, $dlq/NAME or $share/GROUP/FILTER.")
        private String name;

        @Mixin private PageOptions page;

        @Override
        public Integer call() {
            if (!name.isEmpty()) {
                return ctl.api().get("queues/" + AdminCall.name(name), CtlViews::queue);
            }
            return ctl.api().get("queues" + page.query(Map.of()), CtlViews::queues);
        }
    }

    /** Deletes one. */
    @Command(
            name = "delete-queue",
            description = "Deletes a queue that nobody subscribes to, with all that is in it.",
            mixinStandardHelpOptions = true)
    static final class Delete implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(paramLabel = "NAME", description = "As queues says it.")
        private String name;

        @Override
        public Integer call() {
            return ctl.api()
                    .send("DELETE", "queues/" + AdminCall.name(name), "", AdminCall::asLines);
        }
    }
}
