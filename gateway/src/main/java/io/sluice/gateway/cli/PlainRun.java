package io.sluice.gateway.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plainest form of {@code sluice run}: options that are words of their own, each followed by
 * its value. Everything else about it (help, mistakes, other ways to write it) is picocli's.
 */
final class PlainRun {
    private PlainRun() {}

    /** The options, if the arguments have that form. */
    static Optional<ConfigOptions> of(String... arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("run")) {
            return Optional.empty();
        }
        List<Path> files = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String value = arguments[i + 1];
            if (value.isEmpty() || value.startsWith("-") || value.startsWith("@")) {
                return Optional.empty();
            }
            switch (arguments[i]) {
                case "-c", "--config" -> files.add(Path.of(value));
                case "-s", "--set" -> settings.add(value);
                default -> {
                    return Optional.empty();
                }
            }
        }
        return files.size() > 1
                ? Optional.empty()
                : Optional.of(new ConfigOptions(files, settings));
    }
}
