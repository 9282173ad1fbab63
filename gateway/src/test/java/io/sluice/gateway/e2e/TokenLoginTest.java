package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device logs in with a signed token in the place of its password. */
final class TokenLoginTest {
    private static final String SECRET = "correct-horse-battery-staple-and-more";

    @RegisterExtension
    static final GatewayExtension gateway =
            new GatewayExtension("auth.chain=jwt", "auth.jwt.secret=" + SECRET);

    @ParameterizedTest
    @ValueSource(strings = {"mqttv31", "mqttv311", "mqttv5"})
    void rightsOfTheTokenHold(String version) {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), version);
        String[] login = {"-u", "device", "-P", token(60)};

        try (Listening up = client.sub("up/#", login)) {
            client.pub("up/device", "21.5", login);

            assertThat(up.first().text()).isEqualTo("21.5");
        }
    }

    @Test
    void anOldTokenAndNoneAreRefused() {
        MosquittoClient client = new MosquittoClient(gateway.mqtt(), "mqttv5");

        assertThatThrownBy(() -> client.pub("up/device", "x", "-u", "device", "-P", token(-60)))
                .hasMessageContaining("Bad User Name or Password");
        assertThatThrownBy(() -> client.pub("up/device", "x"))
                .hasMessageContaining("Not authorized");
    }

    private static String token(int seconds) {
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .subject("device")
                        .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                        .claim(
                                "rights",
                                Map.of(
                                        "publish", List.of("up/%u"),
                                        "subscribe", List.of("up/#")))
                        .build();
        try {
            SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            token.sign(new MACSigner(SECRET.getBytes(UTF_8)));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
