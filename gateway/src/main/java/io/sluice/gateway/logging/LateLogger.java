package io.sluice.gateway.logging;

import io.sluice.lane.Crossing;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventBuilder;

/** Says by itself what is not logged; for what is, logback is woken. Any thread may log. */
@Crossing
final class LateLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient LateLogging logging;
    private transient volatile Logger awake;

    LateLogger(String name, LateLogging logging) {
        this.name = name;
        this.logging = logging;
    }

    private boolean isEnabled(Level level) {
        if (awake == null) {
            awake = logging.awake(name).orElse(null);
        }
        Logger woken = awake;
        return woken == null
                ? level.toInt() >= LateLogging.threshold(name).toInt()
                : woken.isEnabledForLevel(level);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
        LoggingEventBuilder event = logging.waking(name).atLevel(level).setMessage(message);
        if (marker != null) {
            event = event.addMarker(marker);
        }
        if (arguments != null) {
            for (Object argument : arguments) {
                event = event.addArgument(argument);
            }
        }
        event.setCause(cause).log();
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return LateLogger.class.getName();
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }
}
