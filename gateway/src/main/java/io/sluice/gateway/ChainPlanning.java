package io.sluice.gateway;

import io.sluice.gateway.auth.FileFaultException;
import io.sluice.gateway.auth.RemoteConfig;
import io.sluice.gateway.auth.TokenConfig;
import io.sluice.gateway.auth.TokenKeys;
import io.sluice.gateway.config.AuthKeys;
import io.sluice.gateway.config.Key;
import io.sluice.gateway.config.ListenerKeys;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What those of {@code auth.chain} need, and whether they have it. Who is not in the chain needs
 * nothing, and what is written down for him is a fault: somebody believes that it is used.
 *
 * @param fault told of each fault, with the key it is about
 */
record ChainPlanning(Settings settings, BiConsumer<Key<?>, String> fault) {
    private static final Path NONE = Path.of("");
    private static final List<Key<?>> TOKEN_KEYS =
            List.of(AuthKeys.JWT_SECRET, AuthKeys.JWT_KEYS_FILE, AuthKeys.JWT_KEYS_URL);

    /** Finds what is missing, and what is there for nobody. */
    void check() {
        checkPair("password-file", Schema.PASSWORD_FILE);
        checkPair("http", AuthKeys.HTTP_URL);
        List<Key<?>> given = TOKEN_KEYS.stream().filter(this::isGiven).toList();
        if (has("jwt") && given.size() != 1) {
            fault.accept(
                    Schema.AUTH_CHAIN,
                    "jwt needs one of auth.jwt.secret, auth.jwt.keys-file and auth.jwt.keys-url");
        } else if (!has("jwt")) {
            given.forEach(key -> fault.accept(key, "nobody reads it: auth.chain has no jwt"));
        }
        if (has("certificate") && Arrays.stream(Front.values()).noneMatch(this::asksClients)) {
            fault.accept(
                    Schema.AUTH_CHAIN, "certificate needs a listener with tls.client-certificates");
        }
    }

    private void checkPair(String who, Key<?> key) {
        if (has(who) && !isGiven(key)) {
            fault.accept(Schema.AUTH_CHAIN, who + " needs " + key.path());
        }
        if (!has(who) && isGiven(key)) {
            fault.accept(key, "nobody reads it: auth.chain does not name " + who);
        }
    }

    /** Who signs tokens; nobody where none are asked for, or where the keys cannot be used. */
    List<TokenKeys> tokenKeys() {
        Key<?> key = TOKEN_KEYS.stream().filter(this::isGiven).findFirst().orElse(null);
        if (key == null || !has("jwt")) {
            return List.of();
        }
        try {
            return List.of(read(key));
        } catch (FileFaultException | IllegalArgumentException wrong) {
            fault.accept(key, wrong.getMessage());
            return List.of();
        }
    }

    private TokenKeys read(Key<?> key) throws FileFaultException {
        if (key == AuthKeys.JWT_SECRET) {
            return TokenKeys.ofSecret(settings.get(AuthKeys.JWT_SECRET));
        }
        if (key == AuthKeys.JWT_KEYS_FILE) {
            return TokenKeys.ofFile(settings.get(AuthKeys.JWT_KEYS_FILE));
        }
        return TokenKeys.ofAddress(
                settings.get(AuthKeys.JWT_KEYS_URL), settings.get(AuthKeys.JWT_KEYS_REFRESH));
    }

    /** What a token must say. */
    TokenConfig tokens() {
        return new TokenConfig(
                settings.get(AuthKeys.JWT_ISSUER),
                settings.get(AuthKeys.JWT_AUDIENCE),
                settings.get(AuthKeys.JWT_RIGHTS_CLAIM),
                settings.get(AuthKeys.JWT_CLOCK_SKEW));
    }

    /** The server that is asked, if one is; empty too if its address is none. */
    Stream<RemoteConfig> remote() {
        if (!has("http") || !isGiven(AuthKeys.HTTP_URL)) {
            return Stream.empty();
        }
        try {
            return Stream.of(
                    new RemoteConfig(
                            URI.create(settings.get(AuthKeys.HTTP_URL)),
                            settings.get(AuthKeys.HTTP_TOKEN),
                            settings.get(AuthKeys.HTTP_TIMEOUT)));
        } catch (IllegalArgumentException wrong) {
            fault.accept(AuthKeys.HTTP_URL, wrong.getMessage());
            return Stream.empty();
        }
    }

    private boolean has(String who) {
        return settings.get(Schema.AUTH_CHAIN).contains(who);
    }

    private boolean isGiven(Key<?> key) {
        Object value = settings.get(key);
        return !value.equals(NONE) && !value.equals("");
    }

    private boolean asksClients(Front front) {
        ListenerKeys keys = front.keys();
        return settings.get(keys.enabled())
                && !settings.get(keys.clientCertificates()).equals("none");
    }
}
