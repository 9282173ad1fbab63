package io.sluice.gateway.e2e;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * mosquitto_pub and mosquitto_sub.
 *
 * @param version as {@code -V} takes it: mqttv31, mqttv311 or mqttv5
 */
record MosquittoClient(InetSocketAddress gateway, String version) implements Client {
    private static final String FORMAT = "message\\t%t\\t%q\\t%r\\t%x\\t%P";

    @Override
    public Protocol protocol() {
        return version.equals("mqttv5") ? Protocol.MQTT_5 : Protocol.MQTT_3;
    }

    @Override
    public Listening subscribe(String topicFilter, int qos) {
        return sub(topicFilter, "-q", String.valueOf(qos));
    }

    @Override
    public void publish(String topicName, int qos, List<String> properties, String... hexPayloads) {
        for (String hex : hexPayloads) {
            List<String> options = new ArrayList<>(List.of("-q", String.valueOf(qos)));
            for (String property : properties) {
                String[] pair = property.split(":", 2);
                options.addAll(List.of("-D", "publish", "user-property", pair[0], pair[1]));
            }
            pubBytes(topicName, HexFormat.of().parseHex(hex), options);
        }
    }

    /** Starts mosquitto_sub with these options beside the usual ones; it has subscribed. */
    Listening sub(String topicFilter, String... options) {
        return Listening.to(startSub(topicFilter, options));
    }

    /** Starts mosquitto_sub and waits for nothing. */
    Program startSub(String topicFilter, String... options) {
        // Line by line: into a pipe it would print only every 4 KiB.
        return Program.start(
                "mosquitto_sub-" + version,
                command(
                        List.of("stdbuf", "-oL", "mosquitto_sub", "-d", "-F", FORMAT),
                        topicFilter,
                        List.of(options)));
    }

    /** Publishes one text with these options beside the usual ones, to its good end. */
    void pub(String topicName, String text, String... options) {
        List<String> all = new ArrayList<>(List.of("-m", text));
        all.addAll(List.of(options));
        Program.run("mosquitto_pub-" + version, command(List.of("mosquitto_pub"), topicName, all));
    }

    /** Starts to publish one text and waits for nothing: it may be refused. */
    Program startPub(String topicName, String text, String... options) {
        List<String> all = new ArrayList<>(List.of("-m", text));
        all.addAll(List.of(options));
        return Program.start(
                "mosquitto_pub-" + version, command(List.of("mosquitto_pub"), topicName, all));
    }

    /** Publishes each line as a message of its own, over one connection. */
    void pubLines(String topicName, Stream<String> lines, String... options) {
        List<String> all = new ArrayList<>(List.of("-l"));
        all.addAll(List.of(options));
        try (Program program =
                Program.start(
                        "mosquitto_pub-" + version,
                        command(List.of("mosquitto_pub"), topicName, all))) {
            lines.forEach(program::say);
            program.saidAll();
            program.succeeds();
        }
    }

    private void pubBytes(String topicName, byte[] payload, List<String> options) {
        List<String> all = new ArrayList<>(List.of("-s"));
        all.addAll(options);
        try (Program program =
                Program.start(
                        "mosquitto_pub-" + version,
                        command(List.of("mosquitto_pub"), topicName, all))) {
            program.sayBytes(payload);
            program.saidAll();
            program.succeeds();
        }
    }

    private List<String> command(List<String> program, String topic, List<String> options) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-V", version, "-h", gateway.getAddress().getHostAddress()));
        command.addAll(List.of("-p", String.valueOf(gateway.getPort()), "-t", topic));
        command.addAll(options);
        return command;
    }

    @Override
    public String toString() {
        return "mosquitto " + version;
    }
}
