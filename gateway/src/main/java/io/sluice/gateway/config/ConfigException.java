package io.sluice.gateway.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
    private final transient List<Fault> faults;
    private final transient Settings rest;

    /** Nothing else is known. */
    public ConfigException(List<Fault> faults) {
        this(faults, null);
    }

    /**
     * @param rest what can be read, with defaults in the place of what cannot; null if nothing can
     */
    ConfigException(List<Fault> faults, Settings rest) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
        this.rest = rest;
    }

    /** What can be read, for who looks for further faults; what cannot has its default. */
    public Optional<Settings> rest() {
        return Optional.ofNullable(rest);
    }

    public List<Fault> faults() {
        return faults;
    }
}
