package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.List;

/** Keys that stand together, in the order in which they are told. */
final class Section {
    private final String prefix;
    private final List<Key<?>> keys = new ArrayList<>();

    /**
     * @param name the path above the keys; empty for the top level
     */
    Section(String name) {
        prefix = name.isEmpty() ? "" : name + ".";
    }

    <T> Key<T> key(String name, Kind<T> kind, T fallback, String doc) {
        return known(new Key<>(prefix + name, kind, fallback, false, doc));
    }

    Key<String> secret(String name, String doc) {
        return known(new Key<>(prefix + name, Kind.text("a text"), "", true, doc));
    }

    List<Key<?>> keys() {
        return List.copyOf(keys);
    }

    private <T> Key<T> known(Key<T> key) {
        keys.add(key);
        return key;
    }
}
