package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.Address;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.gateway.cli.client.Interruption;
import io.sluice.gateway.cli.client.Login;
import io.sluice.gateway.cli.client.MqttVersion;
import io.sluice.gateway.cli.client.Terminal;
import io.sluice.gateway.cli.client.Transport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bench}: load and latency against any MQTT or STOMP broker. */
@Command(
        name = "bench",
        description = "Makes load on a broker, measures latency, and checks that nothing is lost.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  sluice bench                                  one publisher, one receiver, flat out",
            "  sluice bench --qos 1 --pairs 10               ten of each, acknowledged",
            "  sluice bench --fan-out 1000 -s 16384          one to a thousand, 16 KiB",
            "  sluice bench --rate 5000 --qos 1 --json       latency at a steady rate",
            "  sluice bench ws://127.0.0.1:8083/mqtt         the same over WebSocket"
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = "mqtt://127.0.0.1:1883",
            description = "the broker (default: ${DEFAULT-VALUE})")
    private String url = "";

    @Mixin private ShapeOptions shape;
    @Mixin private LoadOptions load;

    @Option(
            names = "-V",
            paramLabel = "VERSION",
            defaultValue = "mqttv311",
            converter = MqttVersion.Reader.class,
            description = "mqttv31, mqttv311 or mqttv5 (default: ${DEFAULT-VALUE})")
    private MqttVersion version = MqttVersion.MQTTV311;

    @Option(names = "-u", paramLabel = "USER", defaultValue = "", description = "user name")
    private String user = "";

    @Option(names = "-P", paramLabel = "PASSWORD", defaultValue = "", description = "password")
    private String password = "";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "event loops of the load tool (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            defaultValue = "0",
            description = "the broker's process, to tell what a message costs it")
    private long pid;

    @Option(
            names = "--loopback",
            description = "measure this tool itself, against a relay that only copies bytes")
    private boolean loopback;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        try (Transport transport = Transport.fast(Math.max(1, threads));
                NullRelay relay = loopback ? NullRelay.open(0) : NullRelay.NONE) {
            Plan plan = plan(loopback ? relay.address() : address());
            Progress progress = new Progress(Terminal.standardError());
            LoadRun run = new LoadRun(plan, transport, new ProcessWatch(pid), progress);
            // Ctrl-C ends the measuring, not the telling: what was found is still printed.
            Interruption interruption = new Interruption(run::cutShort);
            try {
                return report(plan, run.run());
            } finally {
                interruption.over();
            }
        } catch (CommandFault fault) {
            spec.commandLine().getErr().println("bench: " + fault.getMessage());
            return fault.exitCode();
        }
    }

    private int report(Plan plan, Measured found) {
        Report report = new Report(plan, found);
        if (json) {
            spec.commandLine().getOut().println(report.json());
            spec.commandLine().getOut().flush();
        } else {
            report.print(spec.commandLine().getOut());
        }
        return found.verdict().isGood() ? 0 : CommandFault.FAILED;
    }

    private Address address() {
        try {
            return Address.parse(url);
        } catch (IllegalArgumentException unreadable) {
            throw usage(unreadable);
        }
    }

    private Plan plan(Address address) {
        try {
            Load.require(
                    threads <= 1 || !shape.isShared(),
                    "--shared checks its group on one thread; leave --threads out");
            Dialect dialect =
                    new MqttDialect(
                            loopback ? MqttVersion.MQTTV311 : version, new Login(user, password));
            return new Plan(
                    address,
                    dialect,
                    Plan.protocolOf(address, version),
                    shape.shape(),
                    load.load(),
                    load.span());
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong);
        }
    }

    private ParameterException usage(IllegalArgumentException wrong) {
        return new ParameterException(spec.commandLine(), wrong.getMessage());
    }
}
