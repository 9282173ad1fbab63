package io.sluice.log;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the log tells Prometheus. The only type of this package that knows the client. */
public final class LogMetrics {
    private final CollectorRegistry registry;
    private final Histogram batchRecords;
    private final Histogram fsyncSeconds;

    public LogMetrics(CollectorRegistry registry) {
        this.registry = registry;
        batchRecords =
                Histogram.build()
                        .name("sluice_log_append_batch_records")
                        .help("Records written to the log in one go.")
                        .buckets(1, 4, 16, 64, 256, 1024, 4096, 16384)
                        .register(registry);
        fsyncSeconds =
                Histogram.build()
                        .name("sluice_log_fsync_seconds")
                        .help("Time that one flush of the log took.")
                        .buckets(.0001, .0002, .0005, .001, .002, .005, .01, .05, .1, 1)
                        .register(registry);
    }

    void wrote(int recordCount) {
        batchRecords.observe(recordCount);
    }

    void flushed(long tookNanos) {
        fsyncSeconds.observe(tookNanos / 1e9);
    }

    /** Shows the log's figures, taken anew at each scrape. */
    void watch(Supplier<LogStatus> log) {
        gauge("sluice_log_bytes", "Bytes of all segments.", log, LogStatus::bytes);
        gauge("sluice_log_segments", "Segments that hold records.", log, LogStatus::segments);
        gauge("sluice_log_spares", "Segments held ready.", log, LogStatus::spares);
        gauge(
                "sluice_log_first_offset",
                "Offset of the oldest record held.",
                log,
                LogStatus::firstOffset);
        gauge(
                "sluice_log_end_offset",
                "One behind the offset of the newest record.",
                log,
                LogStatus::endOffset);
        gauge(
                "sluice_log_durable_end_offset",
                "One behind the offset of the newest record that is on the disk.",
                log,
                LogStatus::durableEnd);
        gauge(
                "sluice_log_failed",
                "1 if the disk has failed and the log takes nothing more.",
                log,
                status -> status.failed() ? 1 : 0);
    }

    private void gauge(
            String name, String help, Supplier<LogStatus> log, ToDoubleFunction<LogStatus> figure) {
        Gauge gauge = Gauge.build().name(name).help(help).create();
        gauge.setChild(
                new Gauge.Child() {
                    @Override
                    public double get() {
                        return figure.applyAsDouble(log.get());
                    }
                });
        gauge.register(registry);
    }
}
