package io.sluice.gateway.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** All settings, checked. Cannot be changed; every key of the schema has a value. */
public final class Settings {
    private static final String HIDDEN = "(hidden)";

    private final Path home;
    private final Map<String, Object> values;
    private final Map<String, Origin> origins;

    /** Where a value was written down. */
    record Origin(String where, int line) {
        static final Origin NOWHERE = new Origin("default", 0);
    }

    Settings(Path home, Map<String, Object> values, Map<String, Origin> origins) {
        this.home = home;
        this.values = Map.copyOf(values);
        this.origins = Map.copyOf(origins);
    }

    @SuppressWarnings("unchecked") // the loader put in what the key's kind read
    public <T> T get(Key<T> key) {
        return (T) values.getOrDefault(key.path(), fallback(key));
    }

    private Object fallback(Key<?> key) {
        boolean isPlace = key.fallback() instanceof Path path && !path.equals(Path.of(""));
        return isPlace ? home.resolve((Path) key.fallback()) : key.fallback();
    }

    /** Whether somebody wrote the key down. */
    public boolean isSet(Key<?> key) {
        return values.containsKey(key.path());
    }

    /** A fault of this key's value, with the place where it stands. */
    public Fault fault(Key<?> key, String what) {
        Origin origin = origins.getOrDefault(key.path(), Origin.NOWHERE);
        return new Fault(origin.where(), origin.line(), key.path(), what);
    }

    /** A fault that begins with the key it is about, as parts' records tell it. */
    public Fault fault(String keyAndWhat) {
        String[] words = keyAndWhat.split(" ", 2);
        return Schema.find(words[0])
                .map(key -> fault(key, words[1]))
                .orElse(new Fault(Origin.NOWHERE.where(), 0, "", keyAndWhat));
    }

    /** Every key and its value as a person may see it, in the schema's order. */
    public Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Key<?> key : Schema.keys()) {
            shown.put(key.path(), shown(key));
        }
        return shown;
    }

    /** The keys whose values differ, in their alphabetical order. */
    public SortedSet<String> changed(Settings other) {
        SortedSet<String> changed = new TreeSet<>();
        for (Key<?> key : Schema.keys()) {
            if (!get(key).equals(other.get(key))) {
                changed.add(key.path());
            }
        }
        return changed;
    }

    private <T> String shown(Key<T> key) {
        return key.secret() && !get(key).equals(key.fallback())
                ? HIDDEN
                : key.kind().tell(get(key));
    }
}
