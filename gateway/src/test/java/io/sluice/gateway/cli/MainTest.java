package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands print, and the numbers that scripts see. */
final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir Path directory;

    @Test
    void goodConfigurationIsDone() throws Exception {
        Path file = Files.writeString(directory.resolve("good.conf"), "log.segment-bytes = 64 MiB");

        assertThat(run("check-config", file.toString())).isEqualTo(0);
        assertThat(out).hasToString("the configuration is good\n");
    }

    @Test
    void wrongConfigurationIsUsageAndTellsEveryFault() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("bad.conf"),
                        "log.segmentbytes = 1\nauth.chain = [ldap]\n");

        assertThat(run("check-config", file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(file + ":1: log.segmentbytes", "nearest is log.segment-bytes")
                .contains(file + ":2: auth.chain");
    }

    @Test
    void wrongConfigurationStartsNothing() {
        assertThat(run("run", "--set", "nonsense=1", "--set", "data-dir=" + directory.resolve("d")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("nothing was started");
        assertThat(directory.resolve("d")).doesNotExist();
    }

    @Test
    void takenPortFailsWithItsName() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int exitCode =
                    run(
                            "run",
                            "--set=listeners.admin.bind=127.0.0.1:" + taken.getLocalPort(),
                            "--set=data-dir=" + directory.resolve("d"));

            assertThat(exitCode).isEqualTo(1);
            assertThat(err.toString())
                    .contains("cannot start: listeners.admin: cannot listen on 127.0.0.1:");
        }
    }

    @Test
    void unknownCommandsAndMissingArgumentsAreUsage() {
        assertThat(run("dance")).isEqualTo(2);
        assertThat(run("passwd")).isEqualTo(2);
        assertThat(run("passwd", directory.resolve("p").toString(), "a:b", "-b", "x")).isEqualTo(2);
    }

    @Test
    void usersAreMadeChangedAndDeleted() throws Exception {
        Path file = directory.resolve("users");

        assertThat(run("passwd", "-b", "wonderland", file.toString(), "alice")).isEqualTo(0);
        assertThat(run("passwd", "-b", "builder", file.toString(), "bob")).isEqualTo(0);
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(run("passwd", "-D", file.toString(), "bob")).isEqualTo(0);
        assertThat(Files.readString(file)).startsWith("alice:$7$20000$");
        assertThat(run("passwd", "-D", file.toString(), "bob")).isEqualTo(1);
    }

    @Test
    void rightsAreToldByWordAndNumber() throws Exception {
        Path acl =
                Files.writeString(
                        directory.resolve("acl"),
                        "user alice\ntopic read a/#\npattern write c/%c\n");

        assertThat(acl(acl, "alice", "subscribe", "a/b")).isEqualTo("0 allowed\n");
        assertThat(acl(acl, "alice", "subscribe", "#")).isEqualTo("0 partly\n");
        assertThat(acl(acl, "alice", "publish", "a/b")).isEqualTo("1 denied\n");
        assertThat(acl(acl, "bob", "publish", "c/7", "--id", "7")).isEqualTo("0 allowed\n");
    }

    @Test
    void aGatewayThatDoesNotAnswerCannotBeConnected() throws Exception {
        Path token = Files.writeString(directory.resolve("admin.token"), "secret");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        int exitCode =
                run(
                        "ctl",
                        "--url",
                        "http://127.0.0.1:" + free,
                        "--token-file",
                        token.toString(),
                        "overview");

        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString()).contains("nobody answers at 127.0.0.1:" + free);
    }

    @Test
    void missingTokenFails() {
        assertThat(run("ctl", "--token-file", directory.resolve("none").toString(), "overview"))
                .isEqualTo(1);
    }

    @Test
    void versionIsTold() {
        assertThat(run("--version")).isEqualTo(0);
        assertThat(out.toString()).startsWith("sluice ");
    }

    @Test
    void jsonIsToldInLines() throws Exception {
        String json =
                "{\"a\":1,\"b\":[{\"c\":\"x\",\"d\":true},{\"c\":\"y\",\"d\":null}],\"e\":{}}";

        assertThat(JsonTree.of(json).lines())
                .isEqualTo(
                        """
                        a  1
                        b
                          -
                            c  x
                            d  true
                          -
                            c  y
                            d  null
                        e\
                        """);
    }

    private String acl(Path file, String... arguments) {
        out.getBuffer().setLength(0);
        String[] all = new String[arguments.length + 4];
        all[0] = "acl";
        all[1] = "test";
        all[2] = "--file";
        all[3] = file.toString();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return run(all) + " " + out;
    }

    private int run(String... arguments) {
        CommandLine commands = Commands.commandLine();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }
}
