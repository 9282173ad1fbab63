package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ScramMechanism;
import io.sluice.auth.Exchange;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM-SHA-256, held against the example of the RFC and a client of others. */
final class ScramExchangeTest {
    private static final PasswordFile FILE = PasswordFile.empty().withScram("alice", "wonderland");

    @TempDir Path directory;

    @Test
    void exampleOfTheRfcGoesThrough() {
        // RFC 7677, 3
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramVerifier verifier = ScramVerifier.of("pencil", salt, 4096);
        String ours = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        ScramExchange exchange = new ScramExchange(user -> verifier, user -> true, ours);

        assertThat(challenge(exchange, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
                .isEqualTo(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        Exchange.Outcome outcome =
                outcome(
                        exchange,
                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

        assertThat(outcome.verdict()).isEqualTo(new Verdict.Accepted(new Principal("user")));
        assertThat(outcome.data())
                .asString()
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void clientOfOthersIsLetInAndKnowsThatWeKnow() throws Exception {
        ScramClient client = client("alice", "wonderland");
        Exchange exchange = exchange();

        assertThat(challenge(exchange, "")).isEmpty(); // it has only named the method
        client.serverFirstMessage(challenge(exchange, client.clientFirstMessage().toString()));
        Exchange.Outcome outcome = outcome(exchange, client.clientFinalMessage().toString());

        assertThat(outcome.verdict()).isEqualTo(new Verdict.Accepted(new Principal("alice")));
        assertThat(client.serverFinalMessage(new String(outcome.data(), UTF_8))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob"})
    void wrongPasswordAndUnknownUserLookTheSame(String user) throws Exception {
        ScramClient client = client(user, "elsewhere");
        Exchange exchange = exchange();

        client.serverFirstMessage(challenge(exchange, client.clientFirstMessage().toString()));
        Exchange.Outcome outcome = outcome(exchange, client.clientFinalMessage().toString());

        assertThat(outcome.verdict()).isInstanceOf(Verdict.Denied.class);
        assertThat(outcome.data()).isEmpty();
    }

    @Test
    void unknownUserHasAlwaysTheSameSalt() {
        ScramVerifiers verifiers = new ScramVerifiers(FILE);

        assertThat(verifiers.of("bob").salt()).isEqualTo(verifiers.of("bob").salt()).hasSize(12);
        assertThat(verifiers.of("bob").salt()).isNotEqualTo(verifiers.of("eve").salt());
        assertThat(verifiers.of("bob").iterations()).isEqualTo(verifiers.of("alice").iterations());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p=tls-unique,,n=alice,r=abc", // channel binding is not offered
                "n,a=bob,n=alice,r=abc", // for another
                "n,,m=x,n=alice,r=abc", // an extension that it demands
                "n,,n=al=ice,r=abc",
                "n,,n=,r=abc",
                "n,,n=alice",
                "n,,n=alice,r=",
                "alice"
            })
    void whatIsNoFirstMessageIsDenied(String said) {
        assertThat(outcome(exchange(), said).verdict()).isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void secondWordIsDeniedWithAnotherNonceOrHeader() {
        for (String said :
                List.of("c=biws,r=abcOURX,p=AAAA", "c=eSws,r=abcOUR,p=AAAA", "c=biws", "")) {
            Exchange exchange = exchange();
            challenge(exchange, "n,,n=alice,r=abc");

            assertThat(outcome(exchange, said).verdict()).isInstanceOf(Verdict.Denied.class);
        }
    }

    @Test
    void userNameOfConnectMustBeTheSame() throws Exception {
        ScramClient client = client("alice", "wonderland");
        Exchange exchange =
                new ScramExchange(new ScramVerifiers(FILE)::of, user -> user.equals("bob"), "OUR");

        client.serverFirstMessage(challenge(exchange, client.clientFirstMessage().toString()));

        assertThat(outcome(exchange, client.clientFinalMessage().toString()).verdict())
                .isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void verifierStandsInACommentAndEndsWithItsPassword() throws Exception {
        Path path = directory.resolve("passwords");
        FILE.with("bob", "x".getBytes(UTF_8)).write(path);
        List<String> lines = Files.readAllLines(path);
        assertThat(lines.get(1)).startsWith("#scram:alice:SCRAM-SHA-256$20000:");
        assertThat(PasswordFile.read(path).scram("alice")).isPresent();
        assertThat(PasswordFile.read(path).scram("bob")).isEmpty();

        // mosquitto_passwd gives alice another password, and leaves the comment
        PasswordHash other = PasswordHash.of("new".getBytes(UTF_8), 101, new SecureRandom());
        Files.write(path, List.of("alice:" + other, lines.get(1)));

        assertThat(PasswordFile.read(path).scram("alice")).isEmpty();
        assertThat(FILE.with("alice", "new".getBytes(UTF_8)).scram("alice")).isEmpty();
    }

    @Test
    void passwordsArePreparedAsTheRfcAsks() {
        PasswordFile file = PasswordFile.empty().withScram("carol", "I\u00ADX \u2168"); // = "IX IX"

        assertThat(file.scram("carol").orElseThrow().storedKey())
                .isEqualTo(
                        ScramVerifier.of("IX IX", file.scram("carol").orElseThrow().salt(), 20_000)
                                .storedKey());
        assertThatThrownBy(() -> PasswordFile.empty().withScram("carol", "a\u0007"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Exchange exchange() {
        return new ScramExchange(new ScramVerifiers(FILE)::of, user -> true, "OUR");
    }

    private static ScramClient client(String user, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(ScramMechanism.SCRAM_SHA_256.getName()))
                .username(user)
                .password(password.toCharArray())
                .build();
    }

    private static String challenge(Exchange exchange, String said) {
        return new String(((Exchange.Challenge) step(exchange, said)).data(), UTF_8);
    }

    private static Exchange.Outcome outcome(Exchange exchange, String said) {
        return (Exchange.Outcome) step(exchange, said);
    }

    private static Exchange.Step step(Exchange exchange, String said) {
        return exchange.answer(said.getBytes(UTF_8)).toCompletableFuture().join();
    }
}
