package io.sluice.gateway.e2e;

import java.nio.file.Path;
import java.util.List;

/** The clients from npm: installed below {@code target/e2e} by their lock file, once. */
final class NodeModules {
    private static final Path TARGET = Path.of("target", "e2e").toAbsolutePath();
    private static final String PATH = install();

    private NodeModules() {}

    static String path() {
        return PATH;
    }

    private static String install() {
        String script = Path.of("src", "test", "resources", "e2e", "install").toString();
        Program.run("npm", List.of("bash", script, TARGET.toString()));
        return TARGET.resolve("node_modules").toString();
    }
}
