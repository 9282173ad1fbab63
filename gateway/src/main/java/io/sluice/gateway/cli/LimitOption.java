package io.sluice.gateway.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How much of a list is shown. */
final class LimitOption {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "",
            description = "How many at most, 1 to 1,000; 100 without this option.")
    private String limit;

    /** What is asked for, and how much of it, as it stands behind a path. */
    String query(Map<String, String> wanted) {
        Map<String, String> all = new HashMap<>(wanted);
        all.put("limit", limit);
        return AdminCall.query(all);
    }
}
