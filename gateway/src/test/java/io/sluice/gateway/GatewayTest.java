package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Credentials;
import io.sluice.auth.Principal;
import io.sluice.auth.Verdict;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigSource;
import io.sluice.gateway.config.Loader;
import io.sluice.gateway.config.Places;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a whole, around an engine that only echoes. */
final class GatewayTest {
    private static final String FREE_PORTS =
            """
            listeners.mqtt.bind = "127.0.0.1:0"
            listeners.stomp.bind = "127.0.0.1:0"
            listeners.web.bind = "127.0.0.1:0"
            listeners.admin.bind = "127.0.0.1:0"
            auth.failure-delay = 0
            """;

    private final List<EchoEngine> engines = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();
    private final List<Gateway> gateways = new ArrayList<>();
    @TempDir Path home;
    private Path file;

    @BeforeEach
    void writeConfiguration() throws IOException {
        file = Files.writeString(home.resolve("sluice.conf"), FREE_PORTS);
    }

    @AfterEach
    void stopAll() {
        gateways.forEach(Gateway::close);
    }

    @Test
    void everyListenerSpeaks() throws Exception {
        Gateway gateway = start();

        assertThat(gateway.listeners().keySet())
                .containsExactly(Front.MQTT, Front.STOMP, Front.WEB, Front.ADMIN);
        assertThat(echoed(gateway, Front.MQTT)).isTrue();
        assertThat(echoed(gateway, Front.STOMP)).isTrue();
        assertThat(get(gateway, "/livez").body()).isEqualTo("alive\n");
        assertThat(get(gateway, "/readyz").body()).isEqualTo("ready\n");
        assertThat(get(gateway, "/").body()).contains("<title>Sluice</title>");
        assertThat(get(gateway, "/metrics").body())
                .contains("sluice_build_info{version=", "jvm_memory_bytes_used");
    }

    @Test
    void clientsAreToldBeforeTheEngineCloses() throws Exception {
        Gateway gateway = start();
        try (Socket client = connect(gateway, Front.MQTT)) {
            client.getOutputStream().write('a');
            assertThat(client.getInputStream().read()).isEqualTo('a');

            gateway.close();

            assertThat(engines.get(0).events).containsExactly("opened", "drained", "closed");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(gateway.listeners()).isEmpty();
        }
    }

    @Test
    void takenPortClosesWhatWasOpen() throws Exception {
        Gateway first = start();
        int taken = first.listeners().get(Front.MQTT).address().getPort();
        write("listeners.mqtt.bind = \"127.0.0.1:" + taken + "\"\ndata-dir = other\n");

        assertThatThrownBy(this::start)
                .isInstanceOf(StartFaultException.class)
                .hasMessageStartingWith("listeners.mqtt: cannot listen on 127.0.0.1:" + taken);

        assertThat(engines.get(1).events).containsExactly("opened", "drained", "closed");
    }

    @Test
    void dataDirectoryBelongsToOneGateway() throws Exception {
        start();

        assertThatThrownBy(this::start)
                .isInstanceOf(StartFaultException.class)
                .hasMessageContaining("is in use by another process")
                .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
        assertThat(engines).hasSize(1);
    }

    @Test
    void stoppedGatewayLeavesItsDataDirectoryToTheNext() throws Exception {
        start().close();

        assertThat(echoed(start(), Front.MQTT)).isTrue();
    }

    @Test
    void faultOfTheEngineIsToldAndMakesTheGatewayUnready() throws Exception {
        Gateway gateway = start();

        engines.get(0).surroundings.faults().accept(new IOException("the disk is gone"));

        assertThat(faults)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("the disk is gone");
        assertThat(get(gateway, "/readyz").statusCode()).isEqualTo(503);
        assertThat(get(gateway, "/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void overviewAndConfigTellWhatRuns() throws Exception {
        Gateway gateway = start();

        assertThat(get(gateway, "/api/v1/overview").body())
                .contains("\"ready\":true", "\"name\":\"mqtt\"", "\"connections\":");
        assertThat(get(gateway, "/api/v1/config").body())
                .contains("\"listeners.mqtt.bind\":\"\\\"127.0.0.1:0\\\"\"");
    }

    @Test
    void usersAndRightsChangeWhenTheyAreReadAgain() throws Exception {
        Path users = home.resolve("users");
        Path acl = home.resolve("acl");
        Files.writeString(users, "");
        Files.writeString(acl, "");
        write("auth { chain = [password-file], password-file = users, acl-file = acl }");
        Gateway gateway = start();
        Surroundings around = engines.get(0).surroundings;
        Principal alice = new Principal("alice");
        assertThat(login(around, "alice", "wonderland")).isInstanceOf(Verdict.Denied.class);
        assertThat(around.authorizer().decide(alice, "c", Action.PUBLISH, "a"))
                .isEqualTo(Access.DENIED);
        long before = around.authorizer().version();

        // mosquitto_passwd 2.0.11
        Files.writeString(
                users,
                "alice:$7$101$JiXmZr7gGIpk4Qqo$kDPJgcenGe45FCeCVdWSJSh56mmICsfOLJGzrHe57uoK54foTU/"
                        + "Bh7cCyNWZlVClwflG4d1+rpTWRCUPmoJNgg==\n");
        Files.writeString(acl, "user alice\ntopic a\n");
        ReloadReport report = gateway.reload();

        assertThat(report.keys()).isEmpty();
        assertThat(login(around, "alice", "wonderland")).isEqualTo(new Verdict.Accepted(alice));
        assertThat(around.authorizer().decide(alice, "c", Action.PUBLISH, "a"))
                .isEqualTo(Access.ALLOWED);
        assertThat(around.authorizer().version()).isGreaterThan(before);
    }

    @Test
    void reloadSaysWhatNeedsARestart() throws Exception {
        Gateway gateway = start();
        Files.writeString(home.resolve("acl"), "topic a\n");
        write("auth.acl-file = acl\nweb.hosts = [a.example]");

        HttpResponse<String> response =
                send(request(gateway, "/api/v1/reload").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(response.body())
                .isEqualTo("{\"auth.acl-file\":\"applied\",\"web.hosts\":\"needs a restart\"}");
    }

    @Test
    void reloadAppliesAllOrNothing() throws Exception {
        Gateway gateway = start();
        Files.writeString(home.resolve("acl"), "user bob\n");
        write("auth.acl-file = acl\nlisteners.mqtt.bind = nowhere");

        HttpResponse<String> response =
                send(request(gateway, "/api/v1/reload").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("nothing was applied", "listeners.mqtt.bind");
        assertThat(
                        engines.get(0)
                                .surroundings
                                .authorizer()
                                .decide(Principal.ANONYMOUS, "c", Action.PUBLISH, "a"))
                .isEqualTo(Access.ALLOWED);
    }

    @Test
    void wrongConfigurationStartsNothing() throws Exception {
        write("listeners.mqtt.bind = nowhere");

        assertThatThrownBy(this::start).isInstanceOf(ConfigException.class);

        assertThat(engines).isEmpty();
        assertThat(home.resolve("data")).doesNotExist();
    }

    private Gateway start() throws Exception {
        Gateway gateway =
                Gateway.start(
                        () ->
                                Loader.load(
                                        new ConfigSource(file),
                                        new Places(home, home),
                                        Map.of(),
                                        List.of()),
                        this::engine,
                        faults::add);
        gateways.add(gateway);
        return gateway;
    }

    private Engine engine(Surroundings surroundings) {
        EchoEngine engine = new EchoEngine(surroundings);
        engines.add(engine);
        return engine;
    }

    private void write(String more) throws IOException {
        Files.writeString(file, FREE_PORTS + more);
    }

    private static Verdict login(Surroundings around, String user, String password)
            throws Exception {
        Credentials shown =
                new Credentials(
                        "mqtt",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        "c",
                        Optional.of(user),
                        Optional.of(password.getBytes(StandardCharsets.UTF_8)),
                        List.of());
        return around.authenticator()
                .authenticate(shown)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static boolean echoed(Gateway gateway, Front front) throws IOException {
        try (Socket client = connect(gateway, front)) {
            client.getOutputStream().write(42);
            return client.getInputStream().read() == 42;
        }
    }

    private static Socket connect(Gateway gateway, Front front) throws IOException {
        Socket client = new Socket();
        client.setSoTimeout(10_000);
        client.connect(gateway.listeners().get(front).address(), 10_000);
        return client;
    }

    private HttpResponse<String> get(Gateway gateway, String path) throws Exception {
        return send(request(gateway, path).GET());
    }

    private HttpRequest.Builder request(Gateway gateway, String path) throws IOException {
        String token = Files.readString(home.resolve("data/admin.token")).strip();
        return HttpRequest.newBuilder(
                        URI.create("http://" + gateway.listeners().get(Front.ADMIN).text() + path))
                .header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
