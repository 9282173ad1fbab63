package io.sluice.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Topics and what is retained of them. */
final class CtlTopics {
    private CtlTopics() {}

    /** The tree. */
    @Command(
            name = "topics",
            description = "Topics as a tree, each with its last message.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "FILTER",
                defaultValue = "",
                description = "An MQTT topic filter; # without it.")
        private String filter;

        @Mixin private PageOptions page;

        @Override
        public Integer call() {
            Map<String, String> wanted = Map.of("filter", filter);
            return ctl.api().get("topics" + page.query(wanted), CtlViews::topics);
        }
    }

    /** What is retained. */
    @Command(
            name = "retained",
            description = "Retained messages; with --delete, takes one away.",
            mixinStandardHelpOptions = true)
    static final class Retained implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "FILTER",
                defaultValue = "",
                description = "An MQTT topic filter; # without it.")
        private String filter;

        @Mixin private LimitOption limit;

        @Option(names = "--delete", description = "FILTER is a topic: take its message away.")
        private boolean isDeletion;

        @Override
        public Integer call() {
            if (isDeletion) {
                String topic = AdminCall.query(Map.of("topic", filter));
                return ctl.api().send("DELETE", "retained" + topic, "", AdminCall::asLines);
            }
            Map<String, String> wanted = Map.of("filter", filter);
            return ctl.api().get("retained" + limit.query(wanted), CtlViews::retained);
        }
    }
}
