package io.sluice.gateway.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which part of a long list is shown. */
final class PageOptions {
    @Mixin private LimitOption limit;

    @Option(
            names = "--after",
            paramLabel = "WHERE",
            defaultValue = "",
            description = "Go on behind this, as the page before said.")
    private String after;

    /** What is asked for, and which part of it, as it stands behind a path. */
    String query(Map<String, String> wanted) {
        Map<String, String> all = new HashMap<>(wanted);
        all.put("after", after);
        return limit.query(all);
    }
}
