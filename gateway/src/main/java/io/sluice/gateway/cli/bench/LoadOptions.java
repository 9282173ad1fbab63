package io.sluice.gateway.cli.bench;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How much load, and for how long, as written on the command line. */
final class LoadOptions {
    private static final int LEAD_PER_WINDOW = 16;
    private static final int UNSAID = -1;

    @Option(
            names = {"-q", "--qos"},
            paramLabel = "QOS",
            defaultValue = "0",
            description = "0, 1 or 2 (default: ${DEFAULT-VALUE})")
    private int qos;

    @Option(
            names = {"-s", "--payload"},
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "bytes in a message, 24 or more (default: ${DEFAULT-VALUE})")
    private int payloadBytes;

    @Option(
            names = {"-w", "--window"},
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "messages on their way per publisher: unacknowledged for QoS 1 and 2, not yet"
                            + " received for QoS 0 (default: ${DEFAULT-VALUE})")
    private int window;

    @Option(
            names = "--lead",
            paramLabel = "N",
            defaultValue = "-1",
            description =
                    "how far a publisher may be ahead of its slowest receiver; 0 for no bound"
                            + " (default: the window for QoS 0, 16 windows else)")
    private int lead;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "messages a second of all publishers together, sent on time whatever the broker"
                            + " does; latency counts from the intended moment")
    private double rate;

    @Option(
            names = "--kept",
            description = "receivers have sessions that are kept, and taken away at the end")
    private boolean kept;

    @Option(
            names = {"-n", "--messages"},
            paramLabel = "N",
            defaultValue = "0",
            description = "stop after N messages instead of --duration")
    private long messages;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Time.class,
            description = "how long to measure, as 500ms, 10s, 2m (default: ${DEFAULT-VALUE})")
    private Duration duration = Duration.ofSeconds(5);

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Time.class,
            description = "load before the measuring (default: ${DEFAULT-VALUE})")
    private Duration warmup = Duration.ofSeconds(1);

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Time.class,
            description = "silence after which what is missing is lost (default: ${DEFAULT-VALUE})")
    private Duration patience = Duration.ofSeconds(5);

    Load load() {
        int usual = qos == 0 ? window : window * LEAD_PER_WINDOW;
        boolean open = rate > 0;
        int bound = lead != UNSAID ? lead : open ? 0 : usual;
        return new Load(qos, payloadBytes, window, bound, rate, kept);
    }

    Span span() {
        return new Span(messages > 0 ? Duration.ZERO : warmup, duration, messages, patience);
    }

    /** Reads {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                String lower = text.toLowerCase(Locale.ROOT);
                return lower.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)))
                        : Duration.parse("PT" + lower);
            } catch (DateTimeParseException | NumberFormatException unreadable) {
                throw new TypeConversionException(
                        "'%s' is no time: write it as 500ms, 10s or 2m".formatted(text));
            }
        }
    }
}
