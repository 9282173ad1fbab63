package io.sluice.gateway.cli;

import io.sluice.gateway.CoreEngine;
import io.sluice.gateway.Engine;
import io.sluice.gateway.Front;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.StartFaultException;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.listen.Listener;
import io.sluice.log.CorruptLogException;
import io.sluice.subscription.DamagedSnapshotException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice run}: the gateway, in the foreground, until it is told to stop. */
@Command(
        name = "run",
        description =
                "Runs the gateway in the foreground. SIGTERM or ctrl-C stops it, SIGHUP reads the"
                        + " configuration again.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final Engine.Factory engines;
    private final StopSignal stop = new StopSignal();
    private volatile Optional<Throwable> fault = Optional.empty();

    @Mixin private ConfigOptions config;
    @Spec private CommandSpec spec;

    RunCommand() {
        this(CoreEngine::open);
    }

    RunCommand(Engine.Factory engines) {
        this.engines = engines;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        int exitCode = run(err);
        fault.ifPresent(met -> tellDamage(met, err)); // now that nobody has the log
        return exitCode;
    }

    private int run(PrintWriter err) {
        try (StopWatch watch = new StopWatch();
                Gateway gateway = Gateway.start(config::load, engines, this::failed)) {
            tell(gateway);
            listenToSignals(gateway);
            int exitCode = stop.await();
            watch.start(gateway.settings().get(Schema.STOP_TIMEOUT).plus(CLOSING), exitCode);
            return exitCode;
        } catch (ConfigException wrong) {
            err.println(wrong.getMessage());
            err.println("nothing was started");
            return ExitCode.USAGE;
        } catch (StartFaultException failed) {
            LOG.debug("The start failed", failed);
            err.println("cannot start: " + failed.getMessage());
            tellDamage(failed.getCause(), err);
            return ExitCode.FAILED;
        }
    }

    private static void tellDamage(Throwable fault, PrintWriter err) {
        if (fault instanceof CorruptLogException damage) {
            tellDamage(damage.file().toAbsolutePath().getParent(), err);
        } else if (fault instanceof DamagedSnapshotException damage) {
            Path data = damage.file().toAbsolutePath().getParent().getParent();
            tellDamage(data.resolve(CoreEngine.LOG_FOLDER), err);
        }
    }

    /** What is lost, and what a person may do; nothing is decided here. */
    private static void tellDamage(Path directory, PrintWriter err) {
        try {
            DamageReport.of(directory).lines().forEach(err::println);
        } catch (IOException fault) {
            LOG.warn("{} cannot be looked at", directory, fault);
        }
    }

    private void failed(Throwable met) {
        LOG.error("The gateway cannot go on, and stops", met);
        fault = Optional.of(met);
        stop.failed();
    }

    private void tell(Gateway gateway) {
        PrintWriter out = spec.commandLine().getOut();
        for (Map.Entry<Front, Listener> each : gateway.listeners().entrySet()) {
            Listener listener = each.getValue();
            out.printf(
                    "%-7s %-21s  %s%n", listener.name(), listener.text(), each.getKey().speaks());
        }
        out.printf("ready in %d ms%n", sinceProcessBegan().toMillis());
        out.flush();
    }

    private static Duration sinceProcessBegan() {
        Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }

    private void listenToSignals(Gateway gateway) {
        boolean heard = Signals.on("TERM", stop::asked) && Signals.on("INT", stop::asked);
        if (!heard) {
            LOG.warn(
                    "This JVM keeps SIGTERM and SIGINT for itself: the gateway ends without"
                            + " saying goodbye");
        }
        Signals.on("HUP", () -> reload(gateway));
    }

    private static void reload(Gateway gateway) {
        try {
            gateway.reload();
        } catch (ConfigException wrong) {
            LOG.warn("Nothing was reloaded:\n{}", wrong.getMessage());
        }
    }
}
