package io.sluice.gateway.config;

import java.nio.file.Path;

/** The file to read, or none. */
public record ConfigSource(Path path) {
    private static final Path NONE = Path.of("");

    /** No file: the defaults, the environment and the options alone. */
    public static ConfigSource none() {
        return new ConfigSource(NONE);
    }

    boolean isNone() {
        return path.equals(NONE);
    }
}
