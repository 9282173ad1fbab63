package io.sluice.gateway.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** How far sessions and queues have come: told, and changed. */
final class CtlCursors {
    private static final List<String> GROUPS =
            List.of("$queue/", "$dlq/", "$share/", "/queue/", "/dlq/", "/shared/");

    private CtlCursors() {}

    private static String path(String name) {
        boolean isGroup = GROUPS.stream().anyMatch(name::startsWith);
        return (isGroup ? "queues/" : "sessions/") + AdminCall.name(name);
    }

    /** How far behind. */
    @Command(
            name = "lag",
            description =
                    "How far a session, group or queue is behind: counted, in messages and"
                            + " seconds.",
            mixinStandardHelpOptions = true)
    static final class ShowLag implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "NAME",
                description = "A session (mqtt:ID, stomp:ID), $queue/NAME or $share/GROUP/FILTER.")
        private String name;

        @Override
        public Integer call() {
            return ctl.api().get(CtlCursors.path(name), CtlViews::lag);
        }
    }

    /** Moves one. */
    @Command(
            name = "seek",
            description = "Has a session, group or queue read the log from another place.",
            mixinStandardHelpOptions = true)
    static final class Seek implements Callable<Integer> {
        @ParentCommand private CtlCommand ctl;

        @Parameters(
                paramLabel = "NAME",
                description = "A session (mqtt:ID, stomp:ID), $queue/NAME or $share/GROUP/FILTER.")
        private String name;

        @Parameters(
                paramLabel = "WHERE",
                description =
                        "first, last, next, offset=N, timestamp=SECONDS,"
                                + " timestamp=2026-01-31T12:00:00Z, -15m (s, m, h, d).")
        private String where;

        @Override
        public Integer call() {
            Map<String, String> wanted = Map.of("where", where);
            return ctl.api()
                    .send(
                            "POST",
                            CtlCursors.path(name) + "/seek" + AdminCall.query(wanted),
                            "",
                            AdminCall::asLines);
        }
    }
}
