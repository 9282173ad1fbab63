package io.sluice.gateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A rule in one text: a filter, a space, then settings that are parted by {@code ;}. What does not
 * fit is told by an {@link IllegalArgumentException}.
 */
public final class RuleText {
    private final String filter;
    private final Config set;

    private RuleText(String filter, Config set) {
        this.filter = filter;
        this.set = set;
    }

    /**
     * Reads a rule.
     *
     * @param known the settings that it may have
     */
    public static RuleText parse(String text, Set<String> known) {
        int end = (text + " ").indexOf(' ');
        Config set = read(() -> ConfigFactory.parseString(text.substring(end).replace(';', ',')));
        Optional<String> unknown =
                set.root().keySet().stream().filter(key -> !known.contains(key)).findFirst();
        if (unknown.isPresent()) {
            throw new IllegalArgumentException("has no setting " + unknown.get());
        }
        return new RuleText(text.substring(0, end), set);
    }

    public String filter() {
        return filter;
    }

    public long number(String name, long fallback) {
        return value(name, set::getLong, fallback);
    }

    public long bytes(String name, long fallback) {
        return value(name, set::getBytes, fallback);
    }

    public Duration time(String name, Duration fallback) {
        return value(name, set::getDuration, fallback);
    }

    public String text(String name, String fallback) {
        return value(name, set::getString, fallback);
    }

    public boolean flag(String name, boolean fallback) {
        return value(name, set::getBoolean, fallback);
    }

    private <T> T value(String name, Function<String, T> reading, T fallback) {
        return set.hasPath(name) ? read(() -> reading.apply(name)) : fallback;
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (ConfigException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }
}
