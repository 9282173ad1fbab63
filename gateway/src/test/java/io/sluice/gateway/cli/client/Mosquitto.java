package io.sluice.gateway.cli.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real broker as the other side: Debian's {@code mosquitto} on a free port of the loopback, with
 * nothing kept. Ends with the test.
 */
public final class Mosquitto implements AutoCloseable {
    private final Process process;
    private final int port;

    private Mosquitto(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Started, and listening; {@code more} are further lines of its configuration. */
    public static Mosquitto start(Path directory, String... more) throws IOException {
        int port = freePort();
        Path configuration = directory.resolve("mosquitto.conf");
        List<String> lines =
                List.of(
                        "listener " + port + " 127.0.0.1",
                        "set_tcp_nodelay true",
                        "max_queued_messages 0",
                        "persistence false",
                        "user " + System.getProperty("user.name"),
                        String.join("\n", more));
        Files.write(configuration, lines);
        Process process =
                new ProcessBuilder("/usr/sbin/mosquitto", "-c", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("mosquitto.log").toFile())
                        .start();
        Mosquitto mosquitto = new Mosquitto(process, port);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(mosquitto::listens);
        return mosquitto;
    }

    public int port() {
        return port;
    }

    /** A port nobody listens on, for as long as nobody takes it. */
    public static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /** Ends it by SIGKILL: nobody says goodbye. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
    }

    private boolean listens() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
