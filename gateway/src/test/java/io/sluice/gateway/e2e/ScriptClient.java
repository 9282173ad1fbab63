package io.sluice.gateway.e2e;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A client library behind one of the small programs in {@code src/test/resources/e2e}, for Node or
 * Python.
 *
 * @param address with its scheme: tcp, mqtt or ws
 * @param version as the library calls it
 */
record ScriptClient(String script, String address, String version, Protocol protocol)
        implements Client {
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "e2e");

    static ScriptClient mqttJs(InetSocketAddress gateway, int version) {
        return mqttJs("mqtt://" + hostAndPort(gateway), version);
    }

    static ScriptClient mqttJs(String address, int version) {
        return new ScriptClient("mqttjs.js", address, String.valueOf(version), mqtt(version));
    }

    static ScriptClient pahoPython(InetSocketAddress gateway, int version) {
        String address = "tcp://" + hostAndPort(gateway);
        return new ScriptClient("paho_client.py", address, String.valueOf(version), mqtt(version));
    }

    static ScriptClient stompJs(String address, String version) {
        return new ScriptClient("stompjs.js", address, version, Protocol.STOMP);
    }

    static ScriptClient stompPython(InetSocketAddress gateway, String version) {
        String address = "tcp://" + hostAndPort(gateway);
        return new ScriptClient("stomp_client.py", address, version, Protocol.STOMP);
    }

    @Override
    public Listening subscribe(String topicFilter, int qos) {
        return subscribe(topicFilter, qos, List.of());
    }

    /** Subscribes with further words for the script, such as {@code id=} and {@code clean=}. */
    Listening subscribe(String topicFilter, int qos, List<String> more) {
        List<String> words = new ArrayList<>(more);
        words.addAll(List.of("do=subscribe", "filter=" + named(topicFilter), "qos=" + qos));
        return Listening.to(start(words));
    }

    @Override
    public void publish(String topicName, int qos, List<String> properties, String... hexPayloads) {
        List<String> words = new ArrayList<>();
        properties.forEach(property -> words.add("property=" + property));
        publish(topicName, qos, words, List.of(hexPayloads));
    }

    /** Publishes with further words for the script, such as {@code retain=true}. */
    void publish(String topicName, int qos, List<String> more, List<String> hexPayloads) {
        List<String> words = new ArrayList<>(more);
        words.addAll(List.of("do=publish", "topic=" + named(topicName), "qos=" + qos));
        hexPayloads.forEach(hex -> words.add("payload=" + hex));
        try (Program program = start(words)) {
            program.succeeds();
        }
    }

    /** Starts the script with these words behind address and version. */
    Program start(List<String> words) {
        List<String> command =
                Stream.of(
                                interpreter().stream(),
                                Stream.of(SCRIPTS.resolve(script).toString()),
                                Stream.of("address=" + address, "version=" + version),
                                words.stream())
                        .flatMap(part -> part)
                        .toList();
        return Program.start(script.replace('.', '-') + "-" + version, command, environment());
    }

    private List<String> interpreter() {
        return script.endsWith(".py") ? List.of("/usr/bin/python3", "-B") : List.of("node");
    }

    private Map<String, String> environment() {
        return script.endsWith(".py") ? Map.of() : Map.of("NODE_PATH", NodeModules.path());
    }

    private static String hostAndPort(InetSocketAddress gateway) {
        return gateway.getAddress().getHostAddress() + ":" + gateway.getPort();
    }

    private static Protocol mqtt(int version) {
        return version == 5 ? Protocol.MQTT_5 : Protocol.MQTT_3;
    }

    @Override
    public String toString() {
        String way = address.startsWith("ws") ? " over WebSocket" : "";
        return script + " " + version + way;
    }
}
