package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.saslprep.SASLprep;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a server keeps of a password for SCRAM-SHA-256 (RFC 5802, 3; RFC 7677). Who reads it cannot
 * log in with it, but can pretend to be the server. Its text is that of RFC 5803: {@code
 * SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}, Base64.
 */
record ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    static final String METHOD = "SCRAM-SHA-256";

    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int ITERATIONS_MIN = 4096; // RFC 7677, 4
    private static final Pattern TEXT =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{4,8}):([^$:]+)\\$([^$:]+):([^$:]+)");

    /**
     * The verifier of a password.
     *
     * @throws IllegalArgumentException if it holds what a password may not (RFC 4013)
     */
    static ScramVerifier of(String password, byte[] salt, int iterations) {
        byte[] prepared = new SASLprep().prepareStored(password).getBytes(UTF_8);
        byte[] salted = Pbkdf2.key(HMAC, prepared, salt, iterations);
        byte[] storedKey = sha256(hmac(salted, "Client Key".getBytes(UTF_8)));
        byte[] serverKey = hmac(salted, "Server Key".getBytes(UTF_8));
        return new ScramVerifier(iterations, salt, storedKey, serverKey);
    }

    /** The verifier that the text names, if it is one. */
    static Optional<ScramVerifier> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            ScramVerifier read =
                    new ScramVerifier(
                            Integer.parseInt(parts.group(1)),
                            base64.decode(parts.group(2)),
                            base64.decode(parts.group(3)),
                            base64.decode(parts.group(4)));
            return read.isWhole() ? Optional.of(read) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private boolean isWhole() {
        return iterations >= ITERATIONS_MIN
                && iterations <= PasswordHash.ITERATIONS_MAX
                && storedKey.length == KEY_BYTES
                && serverKey.length == KEY_BYTES;
    }

    /** Whether this proof of what both have said shows that the client knows the password. */
    boolean isProvedBy(byte[] proof, String authMessage) {
        if (proof.length != KEY_BYTES) {
            return false;
        }
        byte[] signature = hmac(storedKey, authMessage.getBytes(UTF_8));
        byte[] clientKey = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(sha256(clientKey), storedKey);
    }

    /** By this the client knows that we know its password. */
    byte[] signature(String authMessage) {
        return hmac(serverKey, authMessage.getBytes(UTF_8));
    }

    static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no " + HMAC, impossible);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no SHA-256", impossible);
        }
    }

    /** As the file keeps it. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "%s$%d:%s$%s:%s"
                .formatted(
                        METHOD,
                        iterations,
                        base64.encodeToString(salt),
                        base64.encodeToString(storedKey),
                        base64.encodeToString(serverKey));
    }
}
