package io.sluice.gateway.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A password as it is kept, in the forms of mosquitto_passwd: {@code $7$iterations$salt$key}
 * (PBKDF2-HMAC-SHA512) and the older {@code $6$salt$digest} (SHA-512 of password and salt), both
 * Base64.
 *
 * @param iterations rounds of PBKDF2; 0 for the older form
 */
record PasswordHash(int iterations, byte[] salt, byte[] key) {
    /** Rounds that new passwords get: about 20 ms on a small machine. */
    static final int ITERATIONS = 20_000;

    /** One login must not hold a thread for more than some seconds, whatever the file says. */
    static final int ITERATIONS_MAX = 10_000_000;

    /** As many as Mosquitto writes; others it does not read. */
    private static final int SALT_BYTES = 12;

    /** A new hash of the password, with a salt of its own. */
    static PasswordHash of(byte[] password, int iterations, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(iterations, salt, Pbkdf2.key(password, salt, iterations));
    }

    /**
     * A hash of which nobody knows the password. To try one against it costs what it costs against
     * another of so many iterations; to make it costs nothing.
     */
    static PasswordHash ofNobody(int iterations, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] key = new byte[Pbkdf2.KEY_BYTES];
        random.nextBytes(salt);
        random.nextBytes(key);
        return new PasswordHash(iterations, salt, key);
    }

    /** The hash that the text names, if it is of a form we know. */
    static Optional<PasswordHash> parse(String text) {
        String[] parts = text.split("\\$", -1); // "", form, …
        try {
            if (text.startsWith("$7$") && parts.length == 5) {
                return whole(Integer.parseInt(parts[2]), parts[3], parts[4]);
            }
            if (text.startsWith("$6$") && parts.length == 4) {
                return whole(0, parts[2], parts[3]);
            }
            return Optional.empty();
        } catch (IllegalArgumentException notANumberOrNotBase64) {
            return Optional.empty();
        }
    }

    private static Optional<PasswordHash> whole(int iterations, String salt, String key) {
        byte[] saltBytes = Base64.getDecoder().decode(salt);
        byte[] keyBytes = Base64.getDecoder().decode(key);
        boolean usable =
                iterations >= 0
                        && iterations <= ITERATIONS_MAX
                        && saltBytes.length > 0
                        && keyBytes.length == Pbkdf2.KEY_BYTES;
        return usable
                ? Optional.of(new PasswordHash(iterations, saltBytes, keyBytes))
                : Optional.empty();
    }

    /** Whether this is the password; takes the same time wherever the two differ. */
    boolean isOf(byte[] password) {
        byte[] shown =
                iterations > 0 ? Pbkdf2.key(password, salt, iterations) : sha512(password, salt);
        return MessageDigest.isEqual(key, shown);
    }

    private static byte[] sha512(byte[] password, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(password);
            return digest.digest(salt);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no SHA-512", impossible);
        }
    }

    /** As the file keeps it. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        String form = iterations > 0 ? "$7$" + iterations : "$6";
        return form + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(key);
    }
}
