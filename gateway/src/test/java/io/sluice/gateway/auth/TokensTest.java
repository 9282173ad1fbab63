package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a signed token lets in, and what it says of rights. */
final class TokensTest {
    private static final String SECRET = "a secret of more than 32 bytes, as RFC 7518 wants it";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final TokenConfig ANY = new TokenConfig("", "", "rights", SKEW);

    @TempDir Path directory;

    @Test
    void aGoodTokenLetsItsSubjectInUntilItEnds() {
        Tokens tokens = tokens(ANY, TokenKeys.ofSecret(SECRET));

        Principal who = accepted(tokens, bySecret(claims().build()));

        assertThat(who.name()).isEqualTo("sensor-7");
        assertThat(who.pass().until()).isEqualTo(NOW.plusSeconds(60).plus(SKEW));
        assertThat(who.pass().decide("c", Action.PUBLISH, "a")).isEmpty();
    }

    @Test
    void whatIsNoTokenIsLeftToOthers() {
        Tokens tokens = tokens(ANY, TokenKeys.ofSecret(SECRET));

        assertThat(ask(tokens, "wonderland")).isEmpty();
        assertThat(ask(tokens, "www.example.org/path")).isEmpty();
        assertThat(ask(tokens, "")).isEmpty();
    }

    @Test
    void oldForeignNamelessAndEndlessTokensAreRefused() {
        TokenConfig strict = new TokenConfig("issuer", "sluice", "rights", SKEW);
        Tokens tokens = tokens(strict, TokenKeys.ofSecret(SECRET));
        JWTClaimsSet.Builder good = claims().issuer("issuer").audience("sluice");
        accepted(tokens, bySecret(good.build()));

        denied(tokens, bySecret(good.expirationTime(at(-31)).build()));
        good.expirationTime(at(60));
        denied(tokens, bySecret(good.notBeforeTime(at(31)).build()));
        good.notBeforeTime(null);
        denied(tokens, bySecret(good.issuer("another").build()));
        denied(tokens, bySecret(good.issuer("issuer").audience("another").build()));
        good.audience("sluice");
        denied(tokens, bySecret(good.subject(null).build()));
        denied(tokens, bySecret(good.subject("sensor-7").expirationTime(null).build()));
    }

    @Test
    void aChangedTokenOrOneWithoutSignatureIsRefused() {
        Tokens tokens = tokens(ANY, TokenKeys.ofSecret(SECRET));
        String good = bySecret(claims().build());
        String[] parts = good.split("\\.", -1);
        String none = "eyJhbGciOiJub25lIn0"; // {"alg":"none"}

        denied(tokens, parts[0] + "." + parts[1] + "." + parts[2].replaceAll("^.", "-"));
        denied(tokens, none + "." + parts[1] + ".");
        denied(tokens, signed(mac("another secret of more than 32 bytes"), claims().build()));
    }

    @Test
    void keysOfAFileCheckAllKindsOfSignatures() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("r").generate();
        ECKey elliptic = new ECKeyGenerator(Curve.P_256).keyID("e").generate();
        Path file = directory.resolve("keys.json");
        Files.writeString(file, new JWKSet(List.of(rsa, elliptic)).toString());
        Tokens tokens = tokens(ANY, TokenKeys.ofFile(file));

        accepted(tokens, token(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa)));
        accepted(tokens, token(JWSAlgorithm.PS256, "r", new RSASSASigner(rsa)));
        accepted(tokens, token(JWSAlgorithm.ES256, "e", new ECDSASigner(elliptic)));
        denied(tokens, bySecret(claims().build()));
    }

    /** The oldest trick: the public key, as if it were a secret. */
    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("r").generate();
        Path file = directory.resolve("keys.json");
        Files.writeString(file, new JWKSet(rsa).toString());
        Tokens tokens = tokens(ANY, TokenKeys.ofFile(file));

        byte[] publicKey = rsa.toRSAPublicKey().getEncoded();

        denied(tokens, token(JWSAlgorithm.HS256, "r", new MACSigner(publicKey)));
    }

    @Test
    void keysOfAnAddressAreFetchedAndAMissingServerIsNobodysFault() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("r").generate();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys",
                exchange -> {
                    byte[] body = new JWKSet(rsa).toString().getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
        String token = token(JWSAlgorithm.RS256, "r", new RSASSASigner(rsa));

        accepted(tokens(ANY, TokenKeys.ofAddress(address, Duration.ofMinutes(5))), token);
        server.stop(0);

        Tokens alone = tokens(ANY, TokenKeys.ofAddress(address, Duration.ofMinutes(5)));
        assertThat(ask(alone, token)).get().isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void rightsOfATokenTakeThePlaceOfTheFile() {
        Tokens tokens = tokens(ANY, TokenKeys.ofSecret(SECRET));
        AclAuthorizer nobodyMayAnything =
                new AclAuthorizer(new AccessRules(false, Map.of(), List.of()));
        Map<String, Object> rights =
                Map.of(
                        "publish", List.of("up/%c/#"),
                        "subscribe", List.of("down/+"),
                        "deny", List.of("down/secret"));

        Principal who = accepted(tokens, bySecret(claims().claim("rights", rights).build()));

        assertThat(nobodyMayAnything.decide(who, "c1", Action.PUBLISH, "up/c1/t"))
                .isEqualTo(Access.ALLOWED);
        assertThat(nobodyMayAnything.decide(who, "c2", Action.PUBLISH, "up/c1/t"))
                .isEqualTo(Access.DENIED);
        assertThat(nobodyMayAnything.decide(who, "c1", Action.SUBSCRIBE, "down/+"))
                .isEqualTo(Access.PARTLY);
        assertThat(nobodyMayAnything.decide(who, "c1", Action.SUBSCRIBE, "down/secret"))
                .isEqualTo(Access.DENIED);
        assertThat(nobodyMayAnything.decide(who, "c1", Action.REPLAY, "down/a"))
                .isEqualTo(Access.DENIED);
        assertThat(nobodyMayAnything.decide(who, "c1", Action.PUBLISH, "$SYS/broker/uptime"))
                .isEqualTo(Access.DENIED);
    }

    @Test
    void rightsOfAnotherFormLetNobodyIn() {
        Tokens tokens = tokens(ANY, TokenKeys.ofSecret(SECRET));

        for (Object rights :
                List.of(
                        "all",
                        Map.of("write", List.of("a")),
                        Map.of("publish", "a"),
                        Map.of("publish", List.of("a/#/b")))) {
            denied(tokens, bySecret(claims().claim("rights", rights).build()));
        }
    }

    @Test
    void otherKeysHoldAtOnce() {
        Tokens tokens = tokens(ANY, TokenKeys.ofSecret(SECRET));
        String token = bySecret(claims().build());

        tokens.replace(TokenKeys.ofSecret("another secret of more than 32 bytes"));

        denied(tokens, token);
    }

    @Test
    void aShortSecretIsNone() {
        assertThatThrownBy(() -> TokenKeys.ofSecret("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }

    @Test
    void aFileWithoutKeysIsNamed() throws IOException {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, "{");

        assertThatThrownBy(() -> TokenKeys.ofFile(file))
                .isInstanceOf(FileFaultException.class)
                .hasMessageContaining("keys.json");
    }

    private static Tokens tokens(TokenConfig config, TokenKeys keys) {
        return new Tokens(config, keys, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);
    }

    private static Optional<Verdict> ask(Tokens tokens, String password) {
        Credentials shown =
                new Credentials(
                        "mqtt",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        "c",
                        Optional.of("whoever"),
                        Optional.of(password.getBytes(UTF_8)),
                        List.of());
        return tokens.ask(shown).toCompletableFuture().join();
    }

    private static Principal accepted(Tokens tokens, String token) {
        Optional<Verdict> verdict = ask(tokens, token);
        assertThat(verdict).get().isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict.orElseThrow()).principal();
    }

    private static void denied(Tokens tokens, String token) {
        assertThat(ask(tokens, token)).get().isInstanceOf(Verdict.Denied.class);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("sensor-7").expirationTime(at(60));
    }

    private static Date at(int secondsFromNow) {
        return Date.from(NOW.plusSeconds(secondsFromNow));
    }

    private static String bySecret(JWTClaimsSet claims) {
        return signed(mac(SECRET), claims);
    }

    private static JWSSigner mac(String secret) {
        try {
            return new MACSigner(secret.getBytes(UTF_8));
        } catch (JOSEException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static String token(JWSAlgorithm algorithm, String keyId, JWSSigner signer) {
        return signed(new JWSHeader.Builder(algorithm).keyID(keyId).build(), signer);
    }

    private static String signed(JWSHeader header, JWSSigner signer) {
        return signed(header, signer, claims().build());
    }

    private static String signed(JWSSigner signer, JWTClaimsSet claims) {
        return signed(new JWSHeader(JWSAlgorithm.HS256), signer, claims);
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException wrong) {
            throw new AssertionError(wrong);
        }
    }
}
