package io.sluice.gateway;

import io.sluice.gateway.auth.AclAuthorizer;
import io.sluice.gateway.auth.AuthChain;
import io.sluice.gateway.auth.HashingThreads;
import io.sluice.gateway.auth.Passwords;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.listen.ListenerConfig;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who may come in and what they may do, as the plan has it.
 *
 * @param passwords those that can be replaced, whether or not anybody asks them
 */
record Doorway(AuthChain chain, Passwords passwords, AclAuthorizer rights) {
    static Doorway of(Plan plan, HashingThreads threads) {
        Passwords passwords = new Passwords(plan.passwords(), threads.hashing());
        AuthChain.Builder chain = AuthChain.builder();
        for (String who : plan.settings().get(Schema.AUTH_CHAIN)) {
            switch (who) {
                case "password-file" -> chain.passwords(passwords);
                case "anonymous" -> chain.anonymous(openListeners(plan));
                default -> throw new IllegalStateException("nobody is called " + who);
            }
        }
        return new Doorway(
                chain.build(plan.settings().get(Schema.FAILURE_DELAY), threads.delay()),
                passwords,
                new AclAuthorizer(plan.rules()));
    }

    /** From now on, what another plan says of users and rights. */
    void become(Plan plan) {
        passwords.replace(plan.passwords());
        rights.replace(plan.rules());
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
