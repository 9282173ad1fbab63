package io.sluice.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Messages: searched, shown, explained; and those that were not delivered. */
final class CtlMessages {
    private CtlMessages() {}

    /** Searches. */
    @Command(
            name = "messages",
            description = "Messages of the log; the newest, or those from a place on.",
            mixinStandardHelpOptions = true)
    static final class Find implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "FILTER",
                defaultValue = "",
                description = "An MQTT topic filter; # without it.")
        private String filter;

        @Option(
                names = "--from",
                paramLabel = "WHERE",
                defaultValue = "",
                description = "From here on; the newest without this option.")
        private String from;

        @Option(
                names = "--to",
                paramLabel = "WHERE",
                defaultValue = "",
                description = "Up to here; the end without this option.")
        private String to;

        @Mixin private LimitOption limit;

        @Override
        public Integer call() {
            Map<String, String> wanted = Map.of("filter", filter, "from", from, "to", to);
            return ctl.api().get("messages" + limit.query(wanted), CtlViews::messages);
        }
    }

    /** Shows one. */
    @Command(
            name = "message",
            description = "One message, all of it.",
            mixinStandardHelpOptions = true)
    static final class One implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "ID",
                description = "Its offset, or the message-id of a STOMP client.")
        private String offset;

        @Override
        public Integer call() {
            return ctl.api().get("messages/" + AdminCall.name(offset), CtlViews::message);
        }
    }

    /** Explains one. */
    @Command(
            name = "explain",
            description =
                    "What became of a message: who has it, who waits for it, who does not get it"
                            + " and why.",
            mixinStandardHelpOptions = true)
    static final class Explain implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "ID",
                description = "Its offset, or the message-id of a STOMP client.")
        private String offset;

        @Override
        public Integer call() {
            return ctl.api()
                    .get("messages/" + AdminCall.name(offset) + "/explain", CtlViews::explain);
        }
    }

    /** What is lost. */
    @Command(
            name = "drops",
            description = "What was not stored or not delivered, and why: the last 24 hours.",
            mixinStandardHelpOptions = true)
    static final class Drops implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Option(
                names = "--reason",
                paramLabel = "REASON",
                defaultValue = "",
                description = "Only for this reason.")
        private String reason;

        @Option(
                names = "--client",
                paramLabel = "CLIENT",
                defaultValue = "",
                description = "Only of clients whose name contains this.")
        private String client;

        @Option(
                names = "--offset",
                paramLabel = "N",
                defaultValue = "",
                description = "Only of this message.")
        private String offset;

        @Mixin private LimitOption limit;

        @Override
        public Integer call() {
            Map<String, String> wanted =
                    Map.of("reason", reason, "client", client, "offset", offset);
            return ctl.api().get("drops" + limit.query(wanted), CtlViews::drops);
        }
    }
}
