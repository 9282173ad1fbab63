package io.sluice.gateway.auth;

import io.sluice.lane.Crossing;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right, as HMAC-SHA256 under a key that lives and dies with this object. Never
 * holds more users than the password file, since only those are ever right.
 */
@Crossing
final class Remembered {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final ConcurrentMap<String, byte[]> digests = new ConcurrentHashMap<>();

    Remembered() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        key = new SecretKeySpec(bytes, HMAC);
    }

    void add(String user, byte[] password) {
        digests.put(user, digest(password));
    }

    boolean has(String user, byte[] password) {
        byte[] right = digests.get(user);
        return right != null && MessageDigest.isEqual(right, digest(password));
    }

    private byte[] digest(byte[] password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(password);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no " + HMAC, impossible);
        }
    }
}
