package io.sluice.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sessions: shown, and ended. */
final class CtlSessions {
    private CtlSessions() {}

    /** Who has a session. */
    @Command(
            name = "sessions",
            description = "Sessions, connected and asleep; with a whole name, one of them.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "NAME",
                defaultValue = "",
                description = "mqtt:ID or stomp:ID for one of them, else part of a name.")
        private String name;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "",
                description = "connected or asleep; both without this option.")
        private String state;

        @Mixin private PageOptions page;

        @Override
        public Integer call() {
            if (name.startsWith("mqtt:") || name.startsWith("stomp:")) {
                return ctl.api().get("sessions/" + AdminCall.name(name), CtlViews::session);
            }
            Map<String, String> wanted = Map.of("name", name, "state", state);
            return ctl.api().get("sessions" + page.query(wanted), CtlViews::sessions);
        }
    }

    /** Ends one. */
    @Command(
            name = "end-session",
            description = "Ends a session, with all that waits for it, and disconnects its client.",
            mixinStandardHelpOptions = true)
    static final class End implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(paramLabel = "SESSION", description = "As sessions says it: mqtt:ID, stomp:ID.")
        private String session;

        @Override
        public Integer call() {
            return ctl.api()
                    .send("DELETE", "sessions/" + AdminCall.name(session), "", AdminCall::asLines);
        }
    }

    /** Who wants what. */
    @Command(
            name = "subscriptions",
            description = "Who subscribes to what.",
            mixinStandardHelpOptions = true)
    static final class Subscriptions implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "NAME",
                defaultValue = "",
                description = "Part of a session's name.")
        private String name;

        @Option(
                names = "--topic",
                paramLabel = "TOPIC",
                defaultValue = "",
                description = "Only subscriptions that take messages of this topic.")
        private String topic;

        @Mixin private PageOptions page;

        @Override
        public Integer call() {
            Map<String, String> wanted = Map.of("name", name, "topic", topic);
            return ctl.api().get("subscriptions" + page.query(wanted), CtlViews::subscriptions);
        }
    }
}
