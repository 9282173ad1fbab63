package io.sluice.gateway.cli;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigSource;
import io.sluice.gateway.config.Loader;
import io.sluice.gateway.config.Places;
import io.sluice.gateway.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the settings are to come from. */
final class ConfigOptions {
    /** The folder above bin/; the script says which one. */
    private static final String HOME_PROPERTY = "sluice.home";

    private static final Path NONE = Path.of("");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration; conf/sluice.conf without this option.")
    private Path file = NONE;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "A setting that is stronger than the file's; may be given often.")
    private List<String> set = new ArrayList<>();

    ConfigOptions() {}

    /**
     * @param files one or none
     */
    ConfigOptions(List<Path> files, List<String> set) {
        files.forEach(each -> file = each);
        this.set = set;
    }

    Settings load() throws ConfigException {
        return load(file);
    }

    /** The same with this file, {@code ""} for the one that the option names. */
    Settings load(Path named) throws ConfigException {
        Path home = Path.of(System.getProperty(HOME_PROPERTY, "")).toAbsolutePath();
        Path chosen = named.equals(NONE) ? file : named;
        return Loader.load(
                source(chosen, home),
                new Places(home, Path.of("").toAbsolutePath()),
                environment(),
                set);
    }

    private static ConfigSource source(Path chosen, Path home) {
        if (!chosen.equals(NONE)) {
            return new ConfigSource(chosen);
        }
        Path usual = home.resolve("conf").resolve("sluice.conf");
        return Files.exists(usual) ? new ConfigSource(usual) : ConfigSource.none();
    }

    private static Map<String, String> environment() {
        return System.getenv();
    }
}
