package io.sluice.gateway.e2e;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The gateway as it ships, in a JVM of its own, on a data folder that outlives it. It can be killed
 * at any time and started again in the same place.
 */
final class GatewayProcess implements AutoCloseable {
    private static final List<String> LISTENERS = List.of("mqtt", "stomp", "web", "admin");
    private static final Pattern READY = Pattern.compile("^ready in \\d+ ms$");
    private static final Pattern LISTENING =
            Pattern.compile("^(mqtt|stomp|web|admin) +127\\.0\\.0\\.1:(\\d+) ");
    private static final Pattern FAULT =
            Pattern.compile("LEAK:|^\\s+at [\\w.$/@]+\\([^)]*\\)$|^Exception in thread");

    /** Small, because every gateway of these tests prepares some. */
    private static final List<String> USUAL =
            List.of("log.segment-bytes=16MiB", "log.record-bytes-max=4MiB");

    private final Path data;
    private final List<String> settings = new ArrayList<>(USUAL);
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private Program program;

    private GatewayProcess(Path data, List<String> settings) {
        this.data = data;
        this.settings.addAll(settings);
    }

    /** Starts a gateway on ports of its own and waits until it is ready. */
    static GatewayProcess start(Path data, String... settings) {
        GatewayProcess gateway = new GatewayProcess(data, List.of(settings));
        LISTENERS.forEach(name -> gateway.listenAt(name, FreePort.take()));
        gateway.start();
        return gateway;
    }

    /** Starts a gateway that takes whatever ports it gets. */
    static GatewayProcess startAnywhere(Path data, String... settings) {
        GatewayProcess gateway = new GatewayProcess(data, List.of(settings));
        LISTENERS.forEach(name -> gateway.listenAt(name, 0));
        gateway.start();
        return gateway;
    }

    /** Starts it again where it was: the same data, the same ports. */
    void restart() {
        close();
        start();
    }

    /** Starts it again and kills it soon, whether it was ready or not. */
    void restartFor(Duration life) {
        close();
        program = Program.start("gateway", command());
        if (program.endsWithin(life)) {
            throw new AssertionError(program.told("ended by itself"));
        }
        program.kill();
    }

    /** The process itself, for those who count what it holds. */
    long pid() {
        return program.pid();
    }

    InetSocketAddress mqtt() {
        return addresses.get("mqtt");
    }

    InetSocketAddress stomp() {
        return addresses.get("stomp");
    }

    /** The address of a WebSocket, as a browser would write it. */
    String web(String path) {
        return "ws://127.0.0.1:" + addresses.get("web").getPort() + path;
    }

    /** The address of a page of the admin listener. */
    String admin(String path) {
        return "http://127.0.0.1:" + addresses.get("admin").getPort() + path;
    }

    /** SIGKILL: not a line of the gateway's code runs any more. */
    void kill9() {
        requireRunning();
        program.kill();
    }

    /** SIGTERM: the gateway drains and stops; anything but exit code 0 fails the test. */
    void stop() {
        requireRunning();
        int code = program.terminate();
        if (code != 0) {
            throw new AssertionError(program.told("stopped with code " + code));
        }
    }

    /** Fails if the gateway has leaked a buffer or printed the trace of an exception. */
    void requireNoFaults() {
        if (program.output().stream().anyMatch(FAULT.asPredicate())) {
            throw new AssertionError(program.told("had a fault"));
        }
    }

    private void start() {
        program = Program.start("gateway", command());
        program.await(READY);
        for (MatchResult listener : program.awaitMany(LISTENING, LISTENERS.size())) {
            listenAt(listener.group(1), Integer.parseInt(listener.group(2)));
        }
    }

    private void listenAt(String listener, int port) {
        addresses.put(listener, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void requireRunning() {
        if (!program.runs()) {
            throw new AssertionError(program.told("is gone"));
        }
    }

    private List<String> command() {
        List<String> command = SluiceCommand.of("run");
        set(command, "data-dir=" + data);
        set(command, "network.event-loops=2"); // so that what crosses from loop to loop is tried
        addresses.forEach(
                (name, at) ->
                        set(
                                command,
                                "listeners.%s.bind=127.0.0.1:%d".formatted(name, at.getPort())));
        settings.forEach(setting -> set(command, setting));
        return command;
    }

    private static void set(List<String> command, String setting) {
        command.add("--set");
        command.add(setting);
    }

    @Override
    public void close() {
        program.close();
    }
}
