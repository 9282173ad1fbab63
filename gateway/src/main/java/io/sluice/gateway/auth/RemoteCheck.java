package io.sluice.gateway.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.sluice.auth.Credentials;
import io.sluice.auth.Pass;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.lane.Crossing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Asks a server over HTTP. It is sent {@code username}, {@code password}, {@code clientid}, {@code
 * listener} and {@code peer} as JSON, and answers {@code {"result": "allow" | "deny" | "ignore"}},
 * with an allowance also {@code user}, {@code rights} and {@code expires} (seconds since 1970) if
 * it likes. Any other answer, or none in time, means that nobody can decide.
 */
@Crossing
public final class RemoteCheck implements Doorkeeper {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int OK = 200;

    private final RemoteConfig config;
    private final HttpClient client;
    private final Semaphore places;

    /**
     * @param pendingMax questions that may be open at once; more are not asked
     */
    public RemoteCheck(RemoteConfig config, int pendingMax) {
        this.config = config;
        this.client = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
        this.places = new Semaphore(pendingMax);
    }

    @Override
    public CompletionStage<Optional<Verdict>> ask(Credentials credentials) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(
                    Optional.of(new Verdict.Unavailable("too many logins at once")));
        }
        return client.sendAsync(question(credentials), HttpResponse.BodyHandlers.ofString())
                .handle(
                        (answer, fault) -> {
                            places.release();
                            return fault == null ? verdict(answer, credentials) : silent(fault);
                        });
    }

    private HttpRequest question(Credentials credentials) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(config.address())
                        .timeout(config.timeout())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(credentials)));
        if (!config.token().isEmpty()) {
            request.header("authorization", "Bearer " + config.token());
        }
        return request.build();
    }

    private static String body(Credentials credentials) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("clientid", credentials.clientId());
            json.writeStringField("username", credentials.userName().orElse(""));
            byte[] password = credentials.password().orElse(new byte[0]);
            json.writeStringField("password", new String(password, StandardCharsets.UTF_8));
            json.writeStringField("listener", credentials.listener());
            if (credentials.remote() instanceof InetSocketAddress peer) {
                json.writeStringField("peer", peer.getAddress().getHostAddress());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static Optional<Verdict> silent(Throwable fault) {
        return Optional.of(new Verdict.Unavailable("the server cannot be asked: " + fault));
    }

    private static Optional<Verdict> verdict(HttpResponse<String> answer, Credentials credentials) {
        if (answer.statusCode() != OK) {
            return Optional.of(
                    new Verdict.Unavailable("the server answered " + answer.statusCode()));
        }
        try {
            Map<String, Object> said = JSONObjectUtils.parse(answer.body());
            return switch (String.valueOf(said.get("result"))) {
                case "allow" -> Optional.of(accepted(said, credentials));
                case "deny" -> Optional.of(new Verdict.Denied("the server said no"));
                case "ignore" -> Optional.empty();
                default -> throw new IllegalArgumentException("no result");
            };
        } catch (ParseException | IllegalArgumentException wrong) {
            return Optional.of(
                    new Verdict.Unavailable("the server's answer: " + wrong.getMessage()));
        }
    }

    private static Verdict accepted(Map<String, Object> said, Credentials credentials) {
        String name =
                said.get("user") instanceof String user
                        ? user
                        : credentials.userName().orElse(credentials.clientId());
        Instant until =
                said.get("expires") instanceof Number seconds
                        ? Instant.ofEpochSecond(seconds.longValue())
                        : Instant.MAX;
        Pass pass =
                said.containsKey("rights")
                        ? new CredentialPass(name, RightsClaim.read(said.get("rights")), until)
                        : Pass.until(until);
        return new Verdict.Accepted(new Principal(name, pass));
    }
}
