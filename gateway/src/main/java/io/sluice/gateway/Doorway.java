package io.sluice.gateway;

import io.sluice.gateway.auth.AclAuthorizer;
import io.sluice.gateway.auth.AuthChain;
import io.sluice.gateway.auth.Certificates;
import io.sluice.gateway.auth.HashingThreads;
import io.sluice.gateway.auth.Passwords;
import io.sluice.gateway.auth.RemoteCheck;
import io.sluice.gateway.auth.RemoteConfig;
import io.sluice.gateway.auth.TokenConfig;
import io.sluice.gateway.auth.TokenKeys;
import io.sluice.gateway.auth.Tokens;
import io.sluice.gateway.config.AuthKeys;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import io.sluice.gateway.listen.ListenerConfig;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who may come in and what they may do, as the plan has it.
 *
 * @param passwords those that can be replaced, if the chain asks for any
 * @param tokens likewise
 */
record Doorway(
        AuthChain chain, List<Passwords> passwords, List<Tokens> tokens, AclAuthorizer rights) {
    static Doorway of(Plan plan, HashingThreads threads, Clock clock) {
        Settings settings = plan.settings();
        List<Passwords> passwords =
                settings.get(Schema.AUTH_CHAIN).contains("password-file")
                        ? List.of(new Passwords(plan.passwords(), threads.hashing()))
                        : List.of();
        TokenConfig said = new ChainPlanning(settings, (key, fault) -> {}).tokens();
        List<Tokens> tokens =
                plan.tokenKeys().stream()
                        .map(keys -> new Tokens(said, keys, clock, threads.hashing()))
                        .toList();
        AuthChain.Builder chain = AuthChain.builder();
        for (String who : settings.get(Schema.AUTH_CHAIN)) {
            switch (who) {
                case "password-file" -> passwords.forEach(chain::passwords);
                case "jwt" -> tokens.forEach(chain::tokens);
                case "certificate" -> chain.certificates(certificates(settings));
                case "http" -> plan.remote().forEach(server -> chain.remote(remote(plan, server)));
                case "anonymous" -> chain.anonymous(openListeners(plan));
                default -> throw new IllegalStateException("nobody is called " + who);
            }
        }
        return new Doorway(
                chain.build(settings.get(Schema.FAILURE_DELAY), threads.delay()),
                passwords,
                tokens,
                new AclAuthorizer(plan.rules()));
    }

    /** From now on, what another plan says of users and rights. */
    void become(Plan plan) {
        TokenKeys keys = plan.tokenKeys().stream().findFirst().orElseGet(TokenKeys::none);
        passwords.forEach(known -> known.replace(plan.passwords()));
        tokens.forEach(known -> known.replace(keys));
        rights.replace(plan.rules());
    }

    private static Certificates certificates(Settings settings) {
        String where = settings.get(AuthKeys.CERTIFICATE_NAME).toUpperCase(Locale.ROOT);
        return new Certificates(Certificates.Naming.valueOf(where));
    }

    private static RemoteCheck remote(Plan plan, RemoteConfig server) {
        return new RemoteCheck(server, plan.settings().get(Schema.AUTH_PENDING_MAX));
    }

    private static Predicate<String> openListeners(Plan plan) {
        if (plan.settings().get(Schema.AUTH_ANONYMOUS).equals("everywhere")) {
            return listener -> true;
        }
        Set<String> local =
                plan.listeners().values().stream()
                        .filter(ListenerConfig::isLocal)
                        .map(ListenerConfig::name)
                        .collect(Collectors.toUnmodifiableSet());
        return local::contains;
    }
}
