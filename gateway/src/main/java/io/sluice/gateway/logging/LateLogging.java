package io.sluice.gateway.logging;

import ch.qos.logback.classic.spi.LogbackServiceProvider;
import io.sluice.lane.Crossing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback, woken by the first line that is to be logged: it takes as long to begin as half a start,
 * and a start that goes well logs nothing. Until then the levels of {@code conf/logback.xml} hold
 * as it is shipped; with any other file, logback is there from the beginning, or within the minute
 * after somebody has changed it. {@code bin/sluice run} names it as SLF4J's provider.
 */
@Crossing
public final class LateLogging implements SLF4JServiceProvider, ILoggerFactory {
    private static final String FILE_PROPERTY = "logback.configurationFile";
    private static final String SHIPPED = "logback.xml";
    private static final long LOOK_SECONDS = 60;

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private volatile LogbackServiceProvider logback;

    @Override
    public void initialize() {
        Path file = Path.of(System.getProperty(FILE_PROPERTY, ""));
        if (!isShipped(file)) {
            wake();
            return;
        }
        Thread looking = new Thread(() -> wakeWhenChanged(file), "sluice-logging");
        looking.setDaemon(true);
        looking.start();
    }

    private static boolean isShipped(Path file) {
        try (InputStream shipped = LateLogging.class.getResourceAsStream(SHIPPED)) {
            return shipped != null
                    && Arrays.equals(Files.readAllBytes(file), shipped.readAllBytes());
        } catch (IOException unreadable) { // logback has words for that
            return false;
        }
    }

    private void wakeWhenChanged(Path file) {
        try {
            while (logback == null && isShipped(file)) {
                TimeUnit.SECONDS.sleep(LOOK_SECONDS);
            }
            wake();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized LogbackServiceProvider wake() {
        if (logback == null) {
            LogbackServiceProvider woken = new LogbackServiceProvider();
            woken.initialize();
            logback = woken;
        }
        return logback;
    }

    /** Logback's logger of this name, if logback is there. */
    Optional<Logger> awake(String name) {
        LogbackServiceProvider woken = logback;
        return Optional.ofNullable(woken).map(each -> each.getLoggerFactory().getLogger(name));
    }

    /** The same, with logback woken. */
    Logger waking(String name) {
        return wake().getLoggerFactory().getLogger(name);
    }

    /** From which level on something is logged, as {@code conf/logback.xml} is shipped. */
    static Level threshold(String name) {
        return name.startsWith("io.netty") ? Level.WARN : Level.INFO;
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, each -> new LateLogger(each, this));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
