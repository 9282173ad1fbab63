package io.sluice.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server that is asked is told, and what its answers mean. */
final class RemoteCheckTest {
    private final List<String> asked = new ArrayList<>();
    private final CompletableFuture<Void> silence = new CompletableFuture<>();
    private volatile String answer = "{}";
    private volatile int status = 200;
    private volatile boolean isSilent;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/who",
                exchange -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    asked.add(exchange.getRequestHeaders().getFirst("authorization") + " " + body);
                    if (isSilent) {
                        silence.join();
                    }
                    byte[] said = answer.getBytes(UTF_8);
                    exchange.sendResponseHeaders(status, said.length);
                    exchange.getResponseBody().write(said);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        silence.complete(null);
        server.stop(0);
    }

    @Test
    void theServerIsToldWhatTheClientHasShown() {
        answer = "{\"result\": \"allow\"}";

        assertThat(ask()).contains(new Verdict.Accepted(new Principal("alice")));
        assertThat(asked)
                .containsExactly(
                        "Bearer token {\"clientid\":\"c1\",\"username\":\"alice\","
                                + "\"password\":\"wonderland\",\"listener\":\"mqtt\","
                                + "\"peer\":\"127.0.0.1\"}");
    }

    @Test
    void theServersWordsAreFollowed() {
        answer = "{\"result\": \"deny\"}";
        assertThat(ask()).get().isInstanceOf(Verdict.Denied.class);

        answer = "{\"result\": \"ignore\"}";
        assertThat(ask()).isEmpty();
    }

    @Test
    void anAllowanceMayNameTheUserItsRightsAndItsEnd() {
        answer =
                """
                {"result": "allow", "user": "bob", "expires": 2000000000,
                 "rights": {"publish": ["up/%u"]}}
                """;

        Principal who = ((Verdict.Accepted) ask().orElseThrow()).principal();

        assertThat(who.name()).isEqualTo("bob");
        assertThat(who.pass().until()).isEqualTo(Instant.ofEpochSecond(2_000_000_000L));
        assertThat(who.pass().decide("c1", Action.PUBLISH, "up/bob")).contains(Access.ALLOWED);
        assertThat(who.pass().decide("c1", Action.SUBSCRIBE, "up/bob")).contains(Access.DENIED);
    }

    @Test
    void anAnswerThatIsNoneMeansThatNobodyCanDecide() {
        for (String wrong :
                List.of(
                        "",
                        "{",
                        "[]",
                        "{}",
                        "{\"result\": \"yes\"}",
                        "{\"result\": \"allow\", \"rights\": 1}")) {
            answer = wrong;
            assertThat(ask()).get().isInstanceOf(Verdict.Unavailable.class);
        }
        answer = "{\"result\": \"allow\"}";
        status = 500;
        assertThat(ask()).get().isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void aServerThatIsSilentOrGoneMeansThatNobodyCanDecide() {
        isSilent = true;
        assertThat(ask(check(Duration.ofMillis(200), 10)))
                .get()
                .isInstanceOf(Verdict.Unavailable.class);
        silence.complete(null);
        server.stop(0);

        assertThat(ask()).get().isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void moreQuestionsThanAllowedAreNotAsked() {
        isSilent = true;
        RemoteCheck check = check(Duration.ofMinutes(1), 1);
        CompletionStage<Optional<Verdict>> first = check.ask(alice());

        assertThat(ask(check)).get().isInstanceOf(Verdict.Unavailable.class);

        answer = "{\"result\": \"allow\"}";
        silence.complete(null);
        assertThat(first.toCompletableFuture().join()).get().isInstanceOf(Verdict.Accepted.class);
        assertThat(ask(check)).get().isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void anAddressIsHttp() {
        for (String wrong : List.of("ftp://example.org/", "example.org", "http:nowhere")) {
            assertThatThrownBy(() -> new RemoteConfig(URI.create(wrong), "", Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("http address");
        }
    }

    private Optional<Verdict> ask() {
        return ask(check(Duration.ofMinutes(1), 10));
    }

    private static Optional<Verdict> ask(RemoteCheck check) {
        return check.ask(alice()).toCompletableFuture().join();
    }

    private RemoteCheck check(Duration timeout, int pendingMax) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/who");
        return new RemoteCheck(new RemoteConfig(address, "token", timeout), pendingMax);
    }

    private static Credentials alice() {
        return new Credentials(
                "mqtt",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                "c1",
                Optional.of("alice"),
                Optional.of("wonderland".getBytes(UTF_8)),
                List.of());
    }
}
