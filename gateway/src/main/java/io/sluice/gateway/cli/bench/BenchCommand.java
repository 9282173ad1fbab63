package io.sluice.gateway.cli.bench;

import io.sluice.gateway.cli.client.Address;
import io.sluice.gateway.cli.client.CommandFault;
import io.sluice.gateway.cli.client.Interruption;
import io.sluice.gateway.cli.client.Login;
import io.sluice.gateway.cli.client.MqttVersion;
import io.sluice.gateway.cli.client.Terminal;
import io.sluice.gateway.cli.client.Transport;
import java.io.PrintWriter;
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
            "  sluice bench --offline --qos 1 -n 50000       store for a session that is away,"
                    + " drain",
            "  sluice bench --connections 10000 --pid PID    what a connection costs",
            "  sluice bench --connections 10 --filters 1000000 --pid PID",
            "                                                what a subscription costs",
            "  sluice bench --replay -n 5000000              store, then read it from the log",
            "  sluice bench ws://127.0.0.1:8083/mqtt         over WebSocket",
            "  sluice bench stomp://127.0.0.1:61613          over STOMP"
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
            names = "--destination",
            paramLabel = "PREFIX",
            defaultValue = "/topic/",
            description = "STOMP: what destinations begin with (default: ${DEFAULT-VALUE})")
    private String destination = "";

    @Option(
            names = "--separator",
            paramLabel = "CHAR",
            defaultValue = "/",
            description = "STOMP: what parts topic levels there (default: ${DEFAULT-VALUE})")
    private char separator;

    @Option(
            names = "--offline",
            description = "store for persistent sessions that are away, then let them drain")
    private boolean offline;

    @Option(
            names = "--replay",
            description = "store while nobody listens, then read all of it from Sluice's log")
    private boolean replay;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "0",
            description = "open N connections as fast as they are taken, and hold them")
    private int connections;

    @Option(
            names = "--filters",
            paramLabel = "N",
            defaultValue = "0",
            description = "N filters to which the --connections subscribe, parted evenly")
    private int filters;

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

    @SuppressWarnings("UnusedVariable") // picocli looks at it
    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        try (Transport transport = Transport.fast(Math.max(1, threads));
                NullRelay relay = loopback ? NullRelay.open(0) : NullRelay.NONE) {
            Plan plan = plan(loopback ? relay.address() : address());
            Progress progress = new Progress(Terminal.standardError());
            Run run = runOf(plan, transport, progress);
            // Ctrl-C ends the measuring, not the telling: what was found is still printed.
            Interruption interruption = new Interruption(run::cutShort);
            try {
                return report(run.run());
            } finally {
                interruption.over();
            }
        } catch (CommandFault fault) {
            spec.commandLine().getErr().println("bench: " + fault.getMessage());
            return fault.exitCode();
        }
    }

    private Run runOf(Plan plan, Transport transport, Progress progress) {
        ProcessWatch broker = new ProcessWatch(pid);
        if (connections > 0) {
            return new CrowdRun(plan, connections, filters, transport, broker, progress);
        }
        if (replay) {
            return new OfflineRun(plan, OfflineRun.Kind.REPLAY, transport, progress);
        }
        return offline
                ? new OfflineRun(plan, OfflineRun.Kind.OFFLINE, transport, progress)
                : new LoadRun(plan, transport, broker, progress);
    }

    private int report(Outcome found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(found.json());
        } else {
            found.print(out);
        }
        out.flush();
        return found.isGood() ? 0 : CommandFault.FAILED;
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
            Load.require(
                    !replay || !offline && connections == 0 && !shape.isShared(),
                    "--replay goes with neither --offline, --connections nor --shared");
            Load.require(
                    filters == 0 || connections > 0,
                    "--filters are held by connections; say how many with --connections");
            return new Plan(
                    address,
                    dialect(address),
                    Plan.protocolOf(address, version),
                    shape.shape(),
                    load.load(),
                    load.span());
        } catch (IllegalArgumentException wrong) {
            throw usage(wrong);
        }
    }

    private Dialect dialect(Address address) {
        Login login = new Login(user, password);
        if (!address.scheme().isStomp()) {
            Dialect mqtt = new MqttDialect(loopback ? MqttVersion.MQTTV311 : version, login);
            return replay ? new ReplayDialect(mqtt) : mqtt;
        }
        Load.require(load.load().qos() < 2, "STOMP has no QoS 2; its receipts are -q 1");
        Load.require(filters == 0, "--filters speaks MQTT; give an mqtt:// or ws:// address");
        Load.require(!replay, "--replay speaks MQTT; give an mqtt:// or ws:// address");
        Load.require(!offline, "--offline speaks MQTT; give an mqtt:// or ws:// address");
        return new StompDialect(login, destination, separator);
    }

    private ParameterException usage(IllegalArgumentException wrong) {
        return new ParameterException(spec.commandLine(), wrong.getMessage());
    }
}
