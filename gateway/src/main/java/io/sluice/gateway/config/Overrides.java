package io.sluice.gateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values from the command line and the environment, each with its own place of origin. */
final class Overrides {
    static final String SET = "--set ";
    static final String VARIABLE = "environment variable ";
    private static final String PREFIX = "SLUICE_";

    private Overrides() {}

    /** The value of {@code key=value} options; a later one wins. */
    static Config fromOptions(List<String> options, List<Fault> faults) {
        Config config = ConfigFactory.empty();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                faults.add(new Fault(SET + option, 0, "", "takes the form key=value"));
                continue;
            }
            String key = option.substring(0, equals).trim();
            config = with(config, key, option.substring(equals + 1), SET + key, faults);
        }
        return config;
    }

    /**
     * The values of variables like {@code SLUICE_LOG__SEGMENT_BYTES}. One without {@code __} counts
     * only if it names a key of the top level: other programs make such variables too.
     */
    static Config fromEnvironment(Map<String, String> environment, List<Fault> faults) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            String key = key(name);
            if (name.contains("__") || Schema.find(key).isPresent()) {
                config = with(config, key, variable.getValue(), VARIABLE + name, faults);
            }
        }
        return config;
    }

    private static String key(String variable) {
        return variable.substring(PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("__", ".")
                .replace('_', '-');
    }

    private static Config with(
            Config config, String key, String text, String where, List<Fault> faults) {
        try {
            return config.withValue(key, value(text, where));
        } catch (com.typesafe.config.ConfigException wrong) {
            faults.add(new Fault(where, 0, key, "cannot be read: " + wrong.getMessage()));
            return config;
        }
    }

    /** A list in brackets is read as the file would read it; anything else stands for itself. */
    private static ConfigValue value(String text, String where) {
        if (text.startsWith("[") && text.endsWith("]")) {
            Config parsed = ConfigFactory.parseString("v = " + text);
            return ConfigValueFactory.fromAnyRef(parsed.getList("v").unwrapped(), where);
        }
        return ConfigValueFactory.fromAnyRef(text, where);
    }
}
