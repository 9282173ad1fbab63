package io.sluice.gateway.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a value may be: how it is read, and how its unit, its range and its default are told.
 *
 * @param range unit and range, as a person reads them
 */
record Kind<T>(String range, Reading<T> reading, Telling<T> telling) {

    /** Takes a value apart. */
    interface Reading<T> {
        /**
         * @param base what a relative path counts from
         */
        T read(ConfigValue value, Path base) throws Misfit;
    }

    /** Writes a value as the configuration would. */
    interface Telling<T> {
        String tell(T value);
    }

    T read(ConfigValue value, Path base) throws Misfit {
        try {
            return reading.read(value, base);
        } catch (ConfigException wrong) {
            throw new Misfit(Misfits.got(value, "takes " + range));
        }
    }

    String tell(T value) {
        return telling.tell(value);
    }

    static Kind<Boolean> flag() {
        return new Kind<>(
                "true or false",
                (value, base) -> value.atKey("v").getBoolean("v"),
                value -> value.toString());
    }

    static Kind<Long> number(long min, long max) {
        String range =
                max == Long.MAX_VALUE ? "a number from " + Quantity.count(min) : numbers(min, max);
        return new Kind<>(
                range,
                (value, base) ->
                        Misfits.within(value, value.atKey("v").getLong("v"), min, max, range),
                value -> value.toString());
    }

    static Kind<Integer> count(int min, int max) {
        String range = numbers(min, max);
        return new Kind<>(
                range,
                (value, base) ->
                        (int) Misfits.within(value, value.atKey("v").getLong("v"), min, max, range),
                value -> value.toString());
    }

    static Kind<Long> bytes(long min, long max) {
        String range = "bytes, " + Quantity.bytes(min) + " to " + Quantity.bytes(max);
        return new Kind<>(
                range,
                (value, base) ->
                        Misfits.within(value, value.atKey("v").getBytes("v"), min, max, range),
                Quantity::bytes);
    }

    static Kind<Duration> duration(Duration min, Duration max) {
        String range = "time, " + Quantity.time(min) + " to " + Quantity.time(max);
        return new Kind<>(
                range,
                (value, base) -> {
                    Duration time = value.atKey("v").getDuration("v");
                    if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
                        throw new Misfit(Misfits.got(value, "takes " + range));
                    }
                    return time;
                },
                Quantity::time);
    }

    static Kind<String> text(String form) {
        return new Kind<>(form, (value, base) -> value.atKey("v").getString("v"), Kind::quoted);
    }

    static Kind<String> word(String... words) {
        String range = String.join(" | ", words);
        return new Kind<>(
                range,
                (value, base) -> {
                    String word = value.atKey("v").getString("v");
                    if (!Arrays.asList(words).contains(word)) {
                        throw new Misfit(Misfits.got(value, "takes " + range));
                    }
                    return word;
                },
                word -> word);
    }

    /** A file or folder; {@code ""} means none. A relative one counts from the base. */
    static Kind<Path> path() {
        return new Kind<>(
                "a path, \"\" for none",
                (value, base) -> {
                    String text = value.atKey("v").getString("v");
                    return text.isEmpty() ? Path.of("") : base.resolve(text).normalize();
                },
                path -> quoted(path.toString()));
    }

    static Kind<HostPort> address() {
        return new Kind<>(
                "host:port, port 0 for a free one",
                (value, base) ->
                        HostPort.parse(value.atKey("v").getString("v"))
                                .orElseThrow(
                                        () -> new Misfit(Misfits.got(value, "takes host:port"))),
                address -> quoted(address.toString()));
    }

    static Kind<List<String>> texts(String form) {
        return new Kind<>(
                "a list of " + form,
                (value, base) -> elements(value),
                list -> list.stream().map(Kind::quoted).collect(listed()));
    }

    static Kind<List<String>> words(String... words) {
        String range = "a list of " + String.join(" | ", words);
        return new Kind<>(
                range,
                (value, base) -> {
                    List<String> list = elements(value);
                    if (!Arrays.asList(words).containsAll(list)) {
                        throw new Misfit(Misfits.got(value, "takes " + range));
                    }
                    return list;
                },
                list -> list.stream().collect(listed()));
    }

    private static String numbers(long min, long max) {
        return "a number, " + Quantity.count(min) + " to " + Quantity.count(max);
    }

    private static List<String> elements(ConfigValue value) {
        if (value.valueType() == ConfigValueType.STRING) { // --set and the environment: a, b
            String text = value.atKey("v").getString("v").trim();
            return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
        }
        return List.copyOf(new ArrayList<>(value.atKey("v").getStringList("v")));
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }

    private static java.util.stream.Collector<CharSequence, ?, String> listed() {
        return Collectors.joining(", ", "[", "]");
    }
}
