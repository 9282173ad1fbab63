package io.sluice.gateway;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Settings;

/** Where settings come from, now and when they are asked for again. */
@FunctionalInterface
public interface SettingsSource {
    Settings load() throws ConfigException;
}
