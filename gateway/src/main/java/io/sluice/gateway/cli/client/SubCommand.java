package io.sluice.gateway.cli.client;

import io.sluice.broker.TopicFilter;
import io.sluice.broker.Where;
import io.sluice.gateway.cli.client.MqttClient.Arrival;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice sub}: prints what comes, from now on or from any place in the log. */
@Command(
        name = "sub",
        description = "Prints the messages of topics, from now on or from any place in the past.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  sluice sub 'sensors/#'",
            "  sluice sub 'sensors/#' --from -15m --json",
            "  sluice sub alarms --from first --count 10"
        })
public final class SubCommand implements Callable<Integer> {
    private static final long LOOK_MS = 100;

    @Spec private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "FILTER", description = "topic filters; quote # and $")
    private List<String> filters = new ArrayList<>();

    @Option(names = "-t", paramLabel = "FILTER", description = "a topic filter, as an option")
    private List<String> filterOptions = List.of();

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            defaultValue = "",
            description = "one of " + Where.FORMS)
    private String from = "";

    @Option(
            names = {"-C", "--count"},
            paramLabel = "N",
            defaultValue = "0",
            description = "end after N messages")
    private long count;

    @Option(
            names = "-W",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "end after so many seconds")
    private long seconds;

    @Option(names = "--json", description = "one JSON object a message")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "the topic's name before each message")
    private boolean verbose;

    @Option(
            names = {"-q", "--qos"},
            paramLabel = "QOS",
            defaultValue = "0",
            description = "0, 1 or 2 (default: ${DEFAULT-VALUE})")
    private int qos;

    @Option(
            names = {"-c", "--disable-clean-session"},
            description = "keep the session (needs -i): what comes while away waits")
    private boolean stays;

    @Mixin private ConnectOptions connection;

    @SuppressWarnings("UnusedVariable") // picocli looks at it
    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    private final OutputStream out;
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private volatile boolean interrupted;

    public SubCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    SubCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        try (Transport transport = Transport.quick();
                MqttClient client = MqttClient.connect(transport, settings())) {
            client.subscribe(wanted(), qos, place());
            subscribed.complete(null);
            print(client);
            return 0;
        } catch (CommandFault fault) {
            spec.commandLine().getErr().println("sub: " + fault.getMessage());
            return fault.exitCode();
        }
    }

    /** Done when the subscription stands. */
    CompletableFuture<Void> subscribed() {
        return subscribed;
    }

    /** Ends the printing as if the last message had come. */
    void interrupt() {
        interrupted = true;
    }

    private void check() {
        filters.addAll(filterOptions);
        require(!filters.isEmpty(), "say what to subscribe to: sluice sub 'sensors/#'");
        require(qos >= 0 && qos <= 2, "-q is 0, 1 or 2");
        require(count >= 0 && seconds >= 0, "-C and -W are 0 (no end) or more");
        for (String filter : filters) {
            require(
                    TopicFilter.parse(filter).isPresent(),
                    "'%s' is no topic filter: + is a whole level, # the last level, as in a/+/c or a/#"
                            .formatted(filter));
        }
        require(
                from.isEmpty() || Where.parse(from, Clock.systemUTC()).isPresent(),
                "'%s' is no place in the log: say one of %s".formatted(from, Where.FORMS));
    }

    private void require(boolean holds, String wrong) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), wrong);
        }
    }

    private MqttClient.Settings settings() {
        try {
            return connection.settings(stays);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage());
        }
    }

    // MQTT 3 has no properties: there the place stands in the filter.
    private List<String> wanted() {
        if (from.isEmpty() || connection.version().isFive()) {
            return filters;
        }
        return filters.stream().map(filter -> "$replay/" + from + "/" + filter).toList();
    }

    private List<Map.Entry<String, String>> place() {
        return from.isEmpty() ? List.of() : List.of(Map.entry("stream-offset", from));
    }

    private void print(MqttClient client) throws InterruptedException {
        Printer printer = new Printer(out, form());
        long end = seconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
        long begun = System.nanoTime();
        Interruption interruption = new Interruption(this::interrupt);
        try {
            long printed = 0;
            while (!interrupted && printed < limit() && System.nanoTime() - begun < end) {
                printed += printNext(client, printer);
            }
            printer.flush();
            requireAll(printed);
        } catch (IOException nobodyReads) {
            interrupted = true; // as in: sluice sub '#' | head -1
        } finally {
            interruption.over();
        }
    }

    /** Prints what is there at once; flushes before it waits. */
    private int printNext(MqttClient client, Printer printer)
            throws IOException, InterruptedException {
        Optional<Arrival> arrival = client.next(0);
        if (arrival.isEmpty()) {
            printer.flush();
            arrival = client.next(LOOK_MS);
        }
        if (arrival.isEmpty()) {
            return 0;
        }
        printer.print(arrival.get().message());
        client.acknowledge(arrival.get());
        return 1;
    }

    /** Who asked for so many has not got what they wanted. */
    private void requireAll(long printed) {
        if (!interrupted && printed < count) {
            throw CommandFault.failed(
                    "only %d of %d messages came within %d s; wait longer with -W, or look further back with --from"
                            .formatted(printed, count, seconds));
        }
    }

    private long limit() {
        return count == 0 ? Long.MAX_VALUE : count;
    }

    private Printer.Form form() {
        if (json) {
            return Printer.Form.JSON;
        }
        return verbose ? Printer.Form.TOPIC_AND_PAYLOAD : Printer.Form.PAYLOAD;
    }
}
