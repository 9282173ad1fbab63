package io.sluice.gateway.config;

import java.util.Comparator;

/**
 * One thing that is wrong with a configuration, told to a person.
 *
 * @param where the file and line, the environment variable or the option that says so
 * @param line for the order of telling; 0 outside files
 * @param key the key it is about; empty if the text as a whole cannot be read
 * @param what what is wrong, and what to do
 */
public record Fault(String where, int line, String key, String what) implements Comparable<Fault> {
    private static final Comparator<Fault> AS_READ =
            Comparator.comparing(Fault::where)
                    .thenComparingInt(Fault::line)
                    .thenComparing(Fault::key)
                    .thenComparing(Fault::what);

    @Override
    public int compareTo(Fault other) {
        return AS_READ.compare(this, other);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(where);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        return text.append(what).toString();
    }
}
