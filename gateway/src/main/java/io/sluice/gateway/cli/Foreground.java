package io.sluice.gateway.cli;

import io.sluice.gateway.CoreEngine;
import io.sluice.gateway.Engine;
import io.sluice.gateway.Front;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.SettingsSource;
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
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway in the foreground, until it is told to stop. */
final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
    private static final String BEGAN_PROPERTY = "sluice.began-micros";
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final Engine.Factory engines;
    private final PrintWriter out;
    private final PrintWriter err;
    private final StopSignal stop = new StopSignal();
    private volatile Optional<Throwable> fault = Optional.empty();

    Foreground(Engine.Factory engines, PrintWriter out, PrintWriter err) {
        this.engines = engines;
        this.out = out;
        this.err = err;
    }

    /** Starts it, waits until it is to stop, and says what the process is to end with. */
    int run(SettingsSource source) {
        int exitCode = runUntilStopped(source);
        fault.ifPresent(this::tellDamage); // now that nobody has the log
        return exitCode;
    }

    private int runUntilStopped(SettingsSource source) {
        try (StopWatch watch = new StopWatch();
                Gateway gateway = Gateway.start(source, engines, this::failed)) {
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
            tellDamage(failed.getCause());
            return ExitCode.FAILED;
        }
    }

    private void tellDamage(Throwable met) {
        if (met instanceof CorruptLogException damage) {
            tellDamage(damage.file().toAbsolutePath().getParent());
        } else if (met instanceof DamagedSnapshotException damage) {
            Path data = damage.file().toAbsolutePath().getParent().getParent();
            tellDamage(data.resolve(CoreEngine.LOG_FOLDER));
        }
    }

    /** What is lost, and what a person may do; nothing is decided here. */
    private void tellDamage(Path directory) {
        try {
            DamageReport.of(directory).lines().forEach(err::println);
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be looked at", directory, unreadable);
        }
    }

    private void failed(Throwable met) {
        LOG.error("The gateway cannot go on, and stops", met);
        fault = Optional.of(met);
        stop.failed();
    }

    private void tell(Gateway gateway) {
        for (Map.Entry<Front, Listener> each : gateway.listeners().entrySet()) {
            Listener listener = each.getValue();
            out.println(
                    padded(listener.name(), 7)
                            + padded(listener.text(), 22)
                            + each.getKey().speaks());
        }
        out.println("ready in " + sinceProcessBegan().toMillis() + " ms");
        out.flush();
    }

    /** With a blank behind it at least. */
    private static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()) + 1);
    }

    /** Since the script began, if it says when; the kernel knows it to the second only. */
    private static Duration sinceProcessBegan() {
        Instant now = Instant.now();
        String told = System.getProperty(BEGAN_PROPERTY, "");
        Instant began =
                told.matches("[0-9]{1,18}")
                        ? Instant.EPOCH.plus(Long.parseLong(told), ChronoUnit.MICROS)
                        : ProcessHandle.current().info().startInstant().orElse(now);
        return Duration.between(began, now);
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
