package io.sluice.gateway.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values from the command line and the environment, each with its own place of origin. */
final class Overrides {
    static final String SET = "--set ";
    static final String VARIABLE = "environment variable ";
    private static final String PREFIX = "SLUICE_";

    private Overrides() {}

    /** The values of {@code key=value} options by key; a later one wins. */
    static Map<String, ConfigValue> fromOptions(List<String> options, List<Fault> faults) {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                faults.add(new Fault(SET + option, 0, "", "takes the form key=value"));
                continue;
            }
            String key = option.substring(0, equals).trim();
            put(values, key, option.substring(equals + 1), SET + key, faults);
        }
        return values;
    }

    /**
     * The values of variables like {@code SLUICE_LOG__SEGMENT_BYTES}. One without {@code __} counts
     * only if it names a key of the top level: other programs make such variables too.
     */
    static Map<String, ConfigValue> fromEnvironment(
            Map<String, String> environment, List<Fault> faults) {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            String key = key(name);
            if (name.contains("__") || Schema.find(key).isPresent()) {
                put(values, key, variable.getValue(), VARIABLE + name, faults);
            }
        }
        return values;
    }

    private static String key(String variable) {
        return variable.substring(PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("__", ".")
                .replace('_', '-');
    }

    private static void put(
            Map<String, ConfigValue> values,
            String key,
            String text,
            String where,
            List<Fault> faults) {
        try {
            values.put(key, value(text, where));
        } catch (ConfigException wrong) {
            faults.add(new Fault(where, 0, key, "cannot be read: " + wrong.getMessage()));
        }
    }

    /**
     * A list in brackets and a text in quotation marks are read as the file would read them;
     * anything else stands for itself.
     */
    private static ConfigValue value(String text, String where) {
        Object value = isIn("[", text, "]") || isIn("\"", text, "\"") ? parsed(text) : text;
        return ConfigValueFactory.fromAnyRef(value, where);
    }

    private static boolean isIn(String begin, String text, String end) {
        return text.length() > 1 && text.startsWith(begin) && text.endsWith(end);
    }

    private static Object parsed(String text) {
        return ConfigFactory.parseString("v = " + text).getValue("v").unwrapped();
    }
}
