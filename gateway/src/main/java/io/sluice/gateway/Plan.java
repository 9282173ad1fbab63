package io.sluice.gateway;

import io.sluice.gateway.auth.AccessRules;
import io.sluice.gateway.auth.PasswordFile;
import io.sluice.gateway.auth.RemoteConfig;
import io.sluice.gateway.auth.TokenKeys;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Settings;
import io.sluice.gateway.listen.ListenerConfig;
import io.sluice.gateway.listen.Tls;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration means, worked out before anything is started: addresses looked up, files
 * read, parts' settings made. Whatever can be wrong with a configuration is wrong here.
 *
 * @param listeners those that are enabled
 * @param tls keys of those that have them
 * @param tokenKeys what tokens are signed with, if anybody asks for tokens
 * @param remote the server that is asked about clients, if one is
 */
public record Plan(
        Settings settings,
        Map<Front, ListenerConfig> listeners,
        Map<Front, Tls> tls,
        PasswordFile passwords,
        AccessRules rules,
        List<TokenKeys> tokenKeys,
        List<RemoteConfig> remote) {
    /**
     * Reads the settings and works them out. What cannot be read is told together with what does
     * not go together of the rest.
     */
    public static Plan of(SettingsSource source) throws ConfigException {
        Settings settings;
        try {
            settings = source.load();
        } catch (ConfigException unread) {
            throw Planning.withAllFaults(unread);
        }
        return of(settings);
    }

    /** Works the settings out, or tells everything that is wrong with them. */
    public static Plan of(Settings settings) throws ConfigException {
        return new Planning(settings).plan();
    }

    /** The keys of a listener, if it has any. */
    Optional<Tls> tls(Front front) {
        return Optional.ofNullable(tls.get(front));
    }
}
