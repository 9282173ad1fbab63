package io.sluice.gateway.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.gateway.cli.client.MqttClient.Publication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice pub}: publishes one message, or one for each line of standard input. */
@Command(
        name = "pub",
        description = "Publishes a message, or one for each line of standard input.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  sluice pub sensors/kitchen 21.5",
            "  sluice pub sensors/kitchen -m 21.5 -q 1 -r",
            "  tail -f app.log | sluice pub logs/app -l"
        })
public final class PubCommand implements Callable<Integer> {
    private static final long DRAW_EVERY = 1_000;

    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "TOPIC", description = "the topic's name")
    private String topic = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "the message")
    private String text;

    @Option(names = "-t", paramLabel = "TOPIC", description = "the topic's name, as an option")
    private String topicOption = "";

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "the message, as an option")
    private String message;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "the message is what the file holds")
    private Path file;

    @Option(
            names = {"-l", "--stdin-line"},
            description = "one message for each line of standard input")
    private boolean lines;

    @Option(
            names = {"-s", "--stdin-file"},
            description = "the message is all of standard input")
    private boolean all;

    @Option(
            names = {"-n", "--null-message"},
            description = "an empty message; with -r it deletes the retained one")
    private boolean empty;

    @Option(
            names = {"-q", "--qos"},
            paramLabel = "QOS",
            defaultValue = "0",
            description = "0, 1 or 2 (default: ${DEFAULT-VALUE})")
    private int qos;

    @Option(
            names = {"-r", "--retain"},
            description = "the broker keeps it for later subscribers")
    private boolean retain;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME=VALUE",
            description = "a user property of the message (MQTT 5); may be repeated")
    private List<String> headers = List.of();

    @Mixin private ConnectOptions connection;

    @SuppressWarnings("UnusedVariable") // picocli looks at it
    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    private final InputStream input;

    public PubCommand() {
        this(System.in);
    }

    PubCommand(InputStream input) {
        this.input = input;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        try (Transport transport = Transport.quick();
                MqttClient client = MqttClient.connect(transport, settings())) {
            if (lines) {
                publishLines(client);
            } else {
                client.publish(publication(body()));
            }
            client.drain();
            return 0;
        } catch (CommandFault fault) {
            spec.commandLine().getErr().println("pub: " + fault.getMessage());
            return fault.exitCode();
        }
    }

    private void check() {
        long bodies =
                List.of(text != null, message != null, file != null, lines, all, empty).stream()
                        .filter(given -> given)
                        .count();
        require(
                topic.isEmpty() != topicOption.isEmpty(),
                "say which topic: sluice pub TOPIC -m TEXT");
        require(
                bodies == 1,
                "say what to publish, one of: TEXT, -m TEXT, -f FILE, -l (a message a line of"
                        + " standard input), -s, -n (empty)");
        require(qos >= 0 && qos <= 2, "-q is 0, 1 or 2");
        String name = topic + topicOption;
        require(
                !name.contains("#") && !name.contains("+"),
                "'%s' is a filter; a message goes to one topic, without + and #".formatted(name));
        require(
                file == null || Files.isReadable(file),
                "cannot read %s; check the path".formatted(file));
        require(
                headers.isEmpty() || connection.version().isFive(),
                "-H needs MQTT 5; leave -V out or say -V mqttv5");
        require(
                headers.stream().allMatch(header -> header.indexOf('=') > 0),
                "write headers as -H NAME=VALUE");
    }

    private void require(boolean holds, String wrong) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), wrong);
        }
    }

    private MqttClient.Settings settings() {
        try {
            return connection.settings(false);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage());
        }
    }

    private byte[] body() throws IOException {
        if (file != null) {
            return Files.readAllBytes(file);
        }
        if (all) {
            return input.readAllBytes();
        }
        return empty ? new byte[0] : (text == null ? message : text).getBytes(UTF_8);
    }

    private Publication publication(byte[] payload) {
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        for (String header : headers) {
            int equals = header.indexOf('=');
            properties.add(Map.entry(header.substring(0, equals), header.substring(equals + 1)));
        }
        return new Publication(topic + topicOption, payload, qos, retain, properties);
    }

    private void publishLines(MqttClient client) throws IOException, InterruptedException {
        Terminal terminal = Terminal.standardError();
        BufferedReader text = new BufferedReader(new InputStreamReader(input, UTF_8));
        long count = 0;
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            client.publish(publication(line.getBytes(UTF_8)));
            if (++count % DRAW_EVERY == 0) {
                terminal.draw("%,d messages published".formatted(count));
            }
        }
        client.drain();
        terminal.clear();
    }
}
