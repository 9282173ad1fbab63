package io.sluice.gateway.config;

import com.typesafe.config.ConfigException.IO;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.gateway.config.Settings.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a configuration file, the environment and the command line into {@link Settings}. Looks at
 * everything before it says anything: whoever mends a file hears of all its faults at once.
 */
public final class Loader {
    private final Path home;
    private final Path workingDirectory;
    private final Map<String, String> environment;

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, ConfigValue> written = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Origin> origins = new HashMap<>();

    private Loader(Path home, Path workingDirectory, Map<String, String> environment) {
        this.home = home;
        this.workingDirectory = workingDirectory;
        this.environment = environment;
    }

    /**
     * What the file, the environment and the options say together; the later the stronger.
     *
     * @param places what relative paths count from
     * @param options of the form {@code key=value}
     */
    public static Settings load(
            ConfigSource file, Places places, Map<String, String> environment, List<String> options)
            throws ConfigException {
        Loader loader = new Loader(places.home(), places.workingDirectory(), environment);
        return loader.load(file, options);
    }

    private Settings load(ConfigSource file, List<String> options) throws ConfigException {
        boolean isWhole = collect(file);
        Overrides.fromEnvironment(environment, faults).forEach(this::collect);
        Overrides.fromOptions(options, faults).forEach(this::collect);
        Schema.keys().forEach(this::readKey);
        Settings settings = new Settings(home, values, origins);
        if (faults.isEmpty()) {
            return settings;
        }
        List<Fault> sorted = faults.stream().sorted().toList();
        throw isWhole ? new ConfigException(sorted, settings) : new ConfigException(sorted);
    }

    /** Collects what the file says; false if that cannot be known. */
    private boolean collect(ConfigSource source) {
        if (source.isNone()) {
            return true;
        }
        try {
            ConfigParseOptions strict =
                    ConfigParseOptions.defaults()
                            .setAllowMissing(false)
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription(source.path().toString());
            collect("", ConfigText.parse(source.path(), strict).resolve().root());
            return true;
        } catch (IO unreadable) {
            faults.add(new Fault(source.path().toString(), 0, "", "cannot be read"));
        } catch (com.typesafe.config.ConfigException wrong) {
            Origin at = wrong.origin() == null ? Origin.NOWHERE : origin(wrong.origin());
            String where = at.equals(Origin.NOWHERE) ? source.path().toString() : at.where();
            faults.add(new Fault(where, at.line(), "", wrong.getMessage()));
        }
        return false;
    }

    private void collect(String prefix, ConfigObject section) {
        section.forEach((name, value) -> collect(prefix + name, value));
    }

    /** Takes a value for what stands there so far. */
    private void collect(String path, ConfigValue value) {
        Set<String> paths = Schema.paths();
        if (paths.contains(path)) {
            written.put(path, value);
        } else if (paths.stream().noneMatch(known -> known.startsWith(path + "."))) {
            fault(path, value, unknown(path, paths));
        } else if (value.valueType() == ConfigValueType.OBJECT) {
            collect(path + ".", (ConfigObject) value);
        } else {
            fault(path, value, "is a section, { … }, not a value");
        }
    }

    private static String unknown(String path, Set<String> paths) {
        return Nearest.to(path, paths)
                .map(known -> "no such key; the nearest is " + known)
                .orElse("no such key");
    }

    private <T> void readKey(Key<T> key) {
        Optional<ConfigValue> plain = Optional.ofNullable(written.get(key.path()));
        Optional<ConfigValue> file = Optional.ofNullable(written.get(key.path() + Key.FROM_FILE));
        if (plain.isPresent() && file.isPresent()) {
            fault(key.path(), plain.get(), "given here and by " + key.path() + Key.FROM_FILE);
        } else if (plain.isPresent()) {
            keep(key, plain.get(), key.kind()::read);
        } else if (file.isPresent()) {
            keep(key, file.get(), (value, base) -> secretIn(Kind.path().read(value, base)));
        }
    }

    private void keep(Key<?> key, ConfigValue value, Kind.Reading<?> reading) {
        Origin origin = origin(value.origin());
        try {
            if (value.valueType() == ConfigValueType.NULL) {
                throw new Misfit("has no value; leave the key away for the default");
            }
            values.put(key.path(), reading.read(value, base(origin)));
            origins.put(key.path(), origin);
        } catch (Misfit misfit) {
            fault(key.path(), value, misfit.getMessage());
        }
    }

    private static String secretIn(Path file) throws Misfit {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new Misfit("the file " + file + " cannot be read");
        }
    }

    private Path base(Origin origin) {
        boolean typed =
                origin.where().startsWith(Overrides.SET)
                        || origin.where().startsWith(Overrides.VARIABLE);
        return typed ? workingDirectory : home;
    }

    private void fault(String path, ConfigValue value, String what) {
        Origin origin = origin(value.origin());
        faults.add(new Fault(origin.where(), origin.line(), path, what));
    }

    private static Origin origin(ConfigOrigin origin) {
        int line = Math.max(0, origin.lineNumber());
        String filename = origin.filename();
        String description = origin.description();
        return new Origin(
                filename == null ? description.replaceFirst(": [0-9]+$", "") : filename, line);
    }
}
