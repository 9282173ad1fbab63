package io.sluice.gateway.auth;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PBKDF2 (RFC 8018, 5.2) over the password's bytes. The JDK's own takes characters, and a password
 * on the wire is bytes.
 */
final class Pbkdf2 {
    static final int KEY_BYTES = 64;

    private Pbkdf2() {}

    /** With HMAC-SHA512: {@value #KEY_BYTES} bytes. */
    static byte[] key(byte[] password, byte[] salt, int iterations) {
        return key("HmacSHA512", password, salt, iterations);
    }

    /** The first block, which is the whole key: as many bytes as one HMAC has. */
    static byte[] key(String hmac, byte[] password, byte[] salt, int iterations) {
        try {
            Mac mac = Mac.getInstance(hmac);
            // HMAC pads its key with zeros: one zero is the same key as none, which Java refuses
            byte[] macKey = password.length == 0 ? new byte[1] : password;
            mac.init(new SecretKeySpec(macKey, hmac));
            mac.update(salt);
            byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
            byte[] key = round.clone();
            for (int i = 1; i < iterations; i++) {
                mac.update(round);
                mac.doFinal(round, 0);
                for (int b = 0; b < key.length; b++) {
                    key[b] ^= round[b];
                }
            }
            return key;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no " + hmac, impossible);
        }
    }
}
