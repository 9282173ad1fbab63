package io.sluice.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sluice ctl dead-letters}: what nobody could take. */
@Command(
        name = "dead-letters",
        description = "The dead letters of a queue.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {CtlDeadLetters.Show.class, CtlDeadLetters.PutBack.class})
final class CtlDeadLetters {
    private static final String PREFIXES = "^(\\$queue|\\$dlq|/queue|/dlq)/";

    @ParentCommand private CtlCommand ctl;

    /** Which there are. */
    @Command(
            name = "list",
            description = "The dead letters that wait, the oldest first.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @ParentCommand private CtlDeadLetters dead;

        @Parameters(paramLabel = "QUEUE", description = "The name of the queue.")
        private String queue;

        @Mixin private LimitOption limit;

        @Override
        public Integer call() {
            String path = "queues/" + AdminCall.name(bare(queue)) + "/dead-letters";
            return dead.ctl.api().get(path + limit.query(Map.of()), CtlViews::messages);
        }
    }

    /** Another try. */
    @Command(
            name = "put-back",
            description = "Puts dead letters back into the queue, the oldest first.",
            mixinStandardHelpOptions = true)
    static final class PutBack implements Callable<Integer> {
        @ParentCommand private CtlDeadLetters dead;

        @Parameters(paramLabel = "QUEUE", description = "The name of the queue.")
        private String queue;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "",
                description = "How many at most, 1 to 10,000; so many without this option.")
        private String limit;

        @Override
        public Integer call() {
            String path = "queues/" + AdminCall.name(bare(queue)) + "/put-back";
            String most = AdminCall.query(Map.of("limit", limit));
            return dead.ctl.api().send("POST", path + most, "", AdminCall::asLines);
        }
    }

    private static String bare(String queue) {
        return queue.replaceFirst(PREFIXES, "");
    }
}
