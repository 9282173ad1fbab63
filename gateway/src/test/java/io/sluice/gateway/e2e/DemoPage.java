package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The page of {@code docs/demo}, served as its README says. */
record DemoPage(Program program, String address) implements AutoCloseable {
    static final Path FOLDER = Path.of("..", "docs", "demo");

    private static final Pattern OPEN = Pattern.compile("^open (http://\\S+)$");

    static DemoPage serve() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String source = FOLDER.resolve("Serve.java").toString();
        Program program = Program.start("page", List.of(java, source, "0"));
        return new DemoPage(program, program.await(OPEN).group(1));
    }

    /** What to open so that the page speaks with this gateway. */
    String of(String webSocket, String filter, String from) {
        return address
                + "?gateway="
                + URLEncoder.encode(webSocket, UTF_8)
                + "&filter="
                + URLEncoder.encode(filter, UTF_8)
                + "&from="
                + from;
    }

    @Override
    public void close() {
        program.close();
    }
}
