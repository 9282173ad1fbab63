package io.sluice.gateway.cli;

import io.sluice.gateway.admin.AdminToken;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.HostPort;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice ctl}: the admin API from the shell. */
@Command(
        name = "ctl",
        description = "Asks a running gateway, by its admin listener.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class CtlCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path NONE = Path.of("");

    @Mixin private ConfigOptions config;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The admin listener; the configuration's without this option.")
    private String url = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The token; data-dir's without this option.")
    private Path tokenFile = NONE;

    @Option(names = "--json", description = "Print what the gateway answers as it is.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Command(
            name = "overview",
            description = "How the gateway is.",
            mixinStandardHelpOptions = true)
    int overview() throws ConfigException, IOException, InterruptedException {
        return ask("GET", "overview");
    }

    @Command(
            name = "config",
            description = "Every setting and its value.",
            mixinStandardHelpOptions = true)
    int config() throws ConfigException, IOException, InterruptedException {
        return ask("GET", "config");
    }

    @Command(
            name = "reload",
            description = "Reads the configuration again, with users, rights and keys.",
            mixinStandardHelpOptions = true)
    int reload() throws ConfigException, IOException, InterruptedException {
        return ask("POST", "reload");
    }

    private int ask(String method, String path)
            throws ConfigException, IOException, InterruptedException {
        Settings settings = config.load();
        URI uri = URI.create(base(settings) + "/api/v1/" + path);
        Path token =
                tokenFile.equals(NONE)
                        ? settings.get(Schema.DATA_DIR).resolve(AdminToken.FILE_NAME)
                        : tokenFile;
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header("Authorization", AdminToken.authorization(token))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try {
            HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
            return tell(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (ConnectException | UnknownHostException nobody) {
            spec.commandLine().getErr().println("nobody answers at " + uri.getAuthority());
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

    private int tell(HttpResponse<String> response) throws IOException {
        boolean done = response.statusCode() < 300;
        PrintWriter out = done ? spec.commandLine().getOut() : spec.commandLine().getErr();
        out.println(json ? response.body() : JsonLines.of(response.body()));
        out.flush();
        return done ? ExitCode.DONE : ExitCode.FAILED;
    }
}
