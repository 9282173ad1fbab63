package io.sluice.gateway.cli;

import io.sluice.gateway.admin.AdminToken;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.HostPort;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** One question to the admin API, and how its answer is printed: options of all {@code ctl}. */
final class AdminCall {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Path NONE = Path.of("");
    private static final int BAD_REQUEST = 400;
    private static final int DONE_BELOW = 300;

    @Mixin private ConfigOptions config;

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The admin listener; the configuration's without this option.")
    private String url = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The token; data-dir's without this option.")
    private Path tokenFile = NONE;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print what the gateway answers as it is.")
    private boolean json;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** A name within a path. */
    static String name(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Parameters behind a path; those that are empty are left out. */
    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> each.getKey() + "=" + name(each.getValue()))
                .sorted()
                .collect(Collectors.joining("&", "?", ""));
    }

    int get(String path, CtlViews.View view) {
        return send("GET", path, "", view);
    }

    /**
     * Asks, and prints the answer.
     *
     * @return the exit code
     */
    int send(String method, String path, String body, CtlViews.View view) {
        try {
            return send(config.load(), method, path, body, view);
        } catch (ConfigException wrong) {
            spec.commandLine().getErr().println(wrong.getMessage());
            return ExitCode.USAGE;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault.getMessage(), fault);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private int send(Settings settings, String method, String path, String body, CtlViews.View view)
            throws IOException, InterruptedException {
        URI uri = URI.create(base(settings) + "/api/v1/" + path);
        PrintWriter err = spec.commandLine().getErr();
        Path token =
                tokenFile.equals(NONE)
                        ? settings.get(Schema.DATA_DIR).resolve(AdminToken.FILE_NAME)
                        : tokenFile;
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .timeout(PATIENCE)
                            .header("Authorization", AdminToken.authorization(token))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE).build();
            return tell(client.send(request, HttpResponse.BodyHandlers.ofString()), view);
        } catch (NoSuchFileException noToken) {
            err.println(
                    "there is no token at " + token + ": has a gateway run with this data-dir?");
            return ExitCode.FAILED;
        } catch (ConnectException | HttpConnectTimeoutException | UnknownHostException nobody) {
            err.println("nobody answers at " + uri.getAuthority());
            return ExitCode.CANNOT_CONNECT;
        }
    }

    private String base(Settings settings) {
        if (!url.isEmpty()) {
            return url;
        }
        HostPort bound = settings.get(Schema.ADMIN.bind());
        boolean anywhere = Set.of("0.0.0.0", "::").contains(bound.host());
        HostPort called = anywhere ? new HostPort("127.0.0.1", bound.port()) : bound;
        boolean secure = !settings.get(Schema.ADMIN.certificate()).equals(NONE);
        return (secure ? "https://" : "http://") + called;
    }

    private int tell(HttpResponse<String> response, CtlViews.View view) throws IOException {
        int status = response.statusCode();
        boolean isDone = status < DONE_BELOW;
        PrintWriter out = isDone ? spec.commandLine().getOut() : spec.commandLine().getErr();
        if (json) {
            out.println(response.body());
        } else if (isDone) {
            view.show(JsonTree.of(response.body()), out);
        } else {
            fault(JsonTree.of(response.body()), out);
        }
        out.flush();
        return isDone ? ExitCode.DONE : status == BAD_REQUEST ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private static void fault(JsonTree answer, PrintWriter out) {
        out.println(answer.text("error"));
        answer.list("faults").forEach(each -> out.println(each.text()));
    }

    /** Shows an answer line by line, as it comes. */
    static void asLines(JsonTree answer, PrintWriter out) {
        out.println(answer.lines());
    }
}
