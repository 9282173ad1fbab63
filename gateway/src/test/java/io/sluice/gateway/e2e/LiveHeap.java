package io.sluice.gateway.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM holds on to, as the JDK's own tool counts it behind a full collection. */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)$");

    private final long pid;

    LiveHeap(long pid) {
        this.pid = pid;
    }

    long bytes() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> said =
                Program.run("jcmd", List.of(jcmd, String.valueOf(pid), "GC.class_histogram"));
        return said.stream()
                .map(TOTAL::matcher)
                .filter(Matcher::matches)
                .mapToLong(total -> Long.parseLong(total.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
    }
}
