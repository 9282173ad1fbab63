package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The verifier of each user. One who has none is answered as if there were one, always the same, so
 * that nobody learns by asking who has.
 */
final class ScramVerifiers {
    private static final int SALT_BYTES = 12;

    private final PasswordFile file;
    private final byte[] secret = new byte[32];

    ScramVerifiers(PasswordFile file) {
        this.file = file;
        new SecureRandom().nextBytes(secret);
    }

    ScramVerifier of(String user) {
        return file.scram(user).orElseGet(() -> noVerifier(user));
    }

    /** Nobody knows a password of which these are the keys. */
    private ScramVerifier noVerifier(String user) {
        byte[] salt = Arrays.copyOf(derived("salt:" + user), SALT_BYTES);
        return new ScramVerifier(
                PasswordHash.ITERATIONS, salt, derived("stored:" + user), derived("key:" + user));
    }

    private byte[] derived(String text) {
        return ScramVerifier.hmac(secret, text.getBytes(UTF_8));
    }
}
