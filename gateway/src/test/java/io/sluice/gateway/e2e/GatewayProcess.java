package io.sluice.gateway.e2e;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The gateway as it ships, in a JVM of its own, on a data folder that outlives it. Asserts are on
 * and each buffer is watched. It can be killed at any time and started again in the same place.
 */
final class GatewayProcess implements AutoCloseable {
    private static final List<String> LISTENERS = List.of("mqtt", "stomp", "web", "admin");
    private static final Pattern READY = Pattern.compile("ready in \\d+ ms");
    private static final Pattern LISTENING =
            Pattern.compile("^\\W*(mqtt|stomp|web|admin)\\b.*?([0-9.]+|\\[[0-9a-f:]+\\]):(\\d+)");
    private static final Pattern FAULT =
            Pattern.compile("LEAK:|^\\s+at [\\w.$/@]+\\([^)]*\\)$|^Exception in thread");

    private final Path data;
    private final List<String> settings;
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
    private Program program;

    private GatewayProcess(Path data, List<String> settings) {
        this.data = data;
        this.settings = settings;
        for (String listener : LISTENERS) {
            addresses.put(listener, new InetSocketAddress("127.0.0.1", FreePort.take()));
        }
    }

    /** Starts a gateway on free ports and waits until it is ready. */
    static GatewayProcess start(Path data, String... settings) {
        GatewayProcess gateway = new GatewayProcess(data, List.of(settings));
        gateway.start();
        return gateway;
    }

    /** Starts it again where it was: the same data, the same ports. */
    void restart() {
        close();
        start();
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

    /** The folder of the log, for whoever reads it while the gateway is down. */
    Path data() {
        return data;
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
        if (code != 0 && code != SIGTERM_CODE) {
            throw new AssertionError(program.told("stopped with code " + code));
        }
    }

    /** Fails if the gateway has leaked a buffer or printed the trace of an exception. */
    void requireNoFaults() {
        if (program.output().stream().anyMatch(FAULT.asPredicate())) {
            throw new AssertionError(program.told("had a fault"));
        }
    }

    private static final int SIGTERM_CODE = 143;

    private void start() {
        program = Program.start("gateway", command());
        program.await(READY);
        for (MatchResult listener : program.awaitMany(LISTENING, LISTENERS.size())) {
            int port = Integer.parseInt(listener.group(3));
            addresses.put(listener.group(1), new InetSocketAddress("127.0.0.1", port));
        }
    }

    private void requireRunning() {
        if (!program.runs()) {
            throw new AssertionError(program.told("is gone"));
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx512m", "-Dio.netty.leakDetection.level=paranoid"));
        command.addAll(List.of("-cp", shippedClasses(), "io.sluice.gateway.cli.Main", "run"));
        set(command, "data-dir=" + data);
        addresses.forEach(
                (name, at) ->
                        set(command, "listeners.%s.bind=127.0.0.1:%d".formatted(name, at.getPort())));
        settings.forEach(setting -> set(command, setting));
        return command;
    }

    private static void set(List<String> command, String setting) {
        command.add("--set");
        command.add(setting);
    }

    /** The class path of this JVM without what only tests have. */
    private static String shippedClasses() {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(System.getProperty("path.separator")))
                .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"))
                .reduce((a, b) -> a + System.getProperty("path.separator") + b)
                .orElseThrow();
    }

    @Override
    public void close() {
        program.close();
    }
}
