package io.sluice.gateway.config;

/**
 * One thing that can be set.
 *
 * @param path its name, levels parted by dots
 * @param fallback the value when nothing is written down
 * @param secret shown to nobody; may come from the file that the key {@code path + "-file"} names
 * @param doc what it does, in a sentence or two
 */
public record Key<T>(String path, Kind<T> kind, T fallback, boolean secret, String doc) {
    static final String FROM_FILE = "-file";

    /** The section it stands in; empty for a top-level key. */
    String section() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }

    /** Its name within the section. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
