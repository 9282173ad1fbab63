package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The keys that tokens must be signed with, and the algorithms that go with them. Never the token's
 * own word alone: keys from an address, which are public, are none for HMAC.
 */
public final class TokenKeys {
    private static final int TIMEOUT_MS = 3_000;
    private static final int BYTES_MAX = 1 << 20;
    private static final int SECRET_BYTES_MIN = 32;

    private static final Set<JWSAlgorithm> SHARED = JWSAlgorithm.Family.HMAC_SHA;
    private static final Set<JWSAlgorithm> PUBLIC = publicAlgorithms();

    private final JWKSource<SecurityContext> source;
    private final Set<JWSAlgorithm> algorithms;

    private TokenKeys(JWKSource<SecurityContext> source, Set<JWSAlgorithm> algorithms) {
        this.source = source;
        this.algorithms = algorithms;
    }

    /** No token is signed with one of these. */
    public static TokenKeys none() {
        return new TokenKeys(new ImmutableJWKSet<>(new JWKSet()), PUBLIC);
    }

    /**
     * One secret that the issuer knows too: HS256, HS384, HS512.
     *
     * @throws IllegalArgumentException if it is too short to be one (RFC 7518, 3.2)
     */
    public static TokenKeys ofSecret(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        if (bytes.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "takes %d bytes at least".formatted(SECRET_BYTES_MIN));
        }
        JWKSet keys = new JWKSet(new OctetSequenceKey.Builder(bytes).build());
        return new TokenKeys(new ImmutableJWKSet<>(keys), SHARED);
    }

    /** A file with a set of keys (RFC 7517). */
    public static TokenKeys ofFile(Path file) throws FileFaultException {
        try {
            JWKSet keys = JWKSet.load(file.toFile());
            Set<JWSAlgorithm> algorithms = new HashSet<>(PUBLIC);
            algorithms.addAll(SHARED);
            return new TokenKeys(new ImmutableJWKSet<>(keys), algorithms);
        } catch (IOException | ParseException wrong) {
            throw new FileFaultException(file, 0, "no set of keys: " + wrong.getMessage());
        }
    }

    /**
     * An address that tells a set of keys. It is asked when the first token comes, and again when
     * the keys are old or a token names one that is not among them.
     *
     * @throws IllegalArgumentException if it is no http address
     */
    public static TokenKeys ofAddress(String address, Duration refresh) {
        try {
            var retriever = new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, BYTES_MAX);
            JWKSource<SecurityContext> source =
                    JWKSourceBuilder.create(URI.create(address).toURL(), retriever)
                            .cache(refresh.toMillis(), 2L * TIMEOUT_MS)
                            .refreshAheadCache(false)
                            .build();
            return new TokenKeys(source, PUBLIC);
        } catch (MalformedURLException wrong) {
            throw new IllegalArgumentException("is no http address", wrong);
        }
    }

    JWKSource<SecurityContext> source() {
        return source;
    }

    Set<JWSAlgorithm> algorithms() {
        return algorithms;
    }

    private static Set<JWSAlgorithm> publicAlgorithms() {
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.add(JWSAlgorithm.ES256);
        algorithms.add(JWSAlgorithm.ES384);
        algorithms.add(JWSAlgorithm.ES512);
        return Set.copyOf(algorithms);
    }
}
