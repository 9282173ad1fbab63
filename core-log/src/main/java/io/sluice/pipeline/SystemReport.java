package io.sluice.pipeline;

import io.sluice.broker.TrafficTotals;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.log.LogStatus;
import io.sluice.subscription.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The broker in figures, under Mosquitto's names. Messages are publishes alone; where Mosquitto
 * tells of both packets and publishes, both names say the same.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class SystemReport {
    private static final String ROOT = "$SYS/broker/";

    private final String version;
    private final Supplier<TrafficTotals> traffic;
    private final State state;
    private final CommitLog log;
    private final PipelineMetrics metrics;
    private final long startedNanos;
    private final Map<String, LoadAverage> loads = new LinkedHashMap<>();
    private long connectedMax;
    private long heapMax;

    /**
     * @param state only its counts are asked, which any lane may
     */
    SystemReport(
            String version,
            Supplier<TrafficTotals> traffic,
            State state,
            CommitLog log,
            PipelineMetrics metrics,
            long nowNanos) {
        this.version = version;
        this.traffic = traffic;
        this.state = state;
        this.log = log;
        this.metrics = metrics;
        this.startedNanos = nowNanos;
    }

    /** All topics and their values as of now. */
    Map<String, String> values(long nowNanos) {
        Map<String, String> values = new LinkedHashMap<>();
        TrafficTotals totals = traffic.get();
        values.put(ROOT + "version", version);
        long upSeconds = TimeUnit.NANOSECONDS.toSeconds(nowNanos - startedNanos);
        values.put(ROOT + "uptime", upSeconds + " seconds");
        addClients(values, totals);
        addTraffic(values, totals);
        addStore(values);
        addHeap(values);
        addLoads(values, totals, nowNanos);
        return values;
    }

    private void addClients(Map<String, String> values, TrafficTotals totals) {
        long connected = totals.connections();
        long asleep = state.sessions().asleep();
        connectedMax = Math.max(connectedMax, connected);
        add(values, "clients/total", connected + asleep);
        add(values, "clients/connected", connected);
        add(values, "clients/active", connected);
        add(values, "clients/disconnected", asleep);
        add(values, "clients/inactive", asleep);
        add(values, "clients/maximum", connectedMax);
        add(values, "clients/expired", metrics.sessionsExpired());
        add(values, "subscriptions/count", state.sessions().subscriptions());
        add(values, "shared_subscriptions/count", metrics.sharedSubscriptions());
    }

    private static void addTraffic(Map<String, String> values, TrafficTotals totals) {
        add(values, "messages/received", totals.received());
        add(values, "messages/sent", totals.delivered());
        add(values, "publish/messages/received", totals.received());
        add(values, "publish/messages/sent", totals.delivered());
        add(values, "publish/messages/dropped", totals.dropped());
        add(values, "publish/bytes/received", totals.publishBytesReceived());
        add(values, "publish/bytes/sent", totals.publishBytesSent());
        add(values, "bytes/received", totals.bytesReceived());
        add(values, "bytes/sent", totals.bytesSent());
    }

    private void addStore(Map<String, String> values) {
        LogStatus status = log.status();
        long stored = status.endOffset() - status.firstOffset();
        add(values, "retained messages/count", state.retained().count());
        add(values, "messages/stored", stored);
        add(values, "store/messages/count", stored);
        add(values, "store/messages/bytes", status.bytes());
    }

    private void addHeap(Map<String, String> values) {
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        heapMax = Math.max(heapMax, heap);
        add(values, "heap/current", heap);
        add(values, "heap/maximum", heapMax);
    }

    private void addLoads(Map<String, String> values, TrafficTotals totals, long nowNanos) {
        load(values, "connections", totals.connectionsOpened(), nowNanos);
        load(values, "sockets", totals.connectionsOpened(), nowNanos);
        load(values, "messages/received", totals.received(), nowNanos);
        load(values, "messages/sent", totals.delivered(), nowNanos);
        load(values, "publish/received", totals.received(), nowNanos);
        load(values, "publish/sent", totals.delivered(), nowNanos);
        load(values, "publish/dropped", totals.dropped(), nowNanos);
        load(values, "bytes/received", totals.bytesReceived(), nowNanos);
        load(values, "bytes/sent", totals.bytesSent(), nowNanos);
    }

    private void load(Map<String, String> values, String name, long total, long nowNanos) {
        LoadAverage load = loads.computeIfAbsent(name, unknown -> new LoadAverage(startedNanos));
        load.reached(total, nowNanos);
        for (int minutes : LoadAverage.MINUTES) {
            values.put(ROOT + "load/" + name + "/" + minutes + "min", load.over(minutes));
        }
    }

    private static void add(Map<String, String> values, String name, long value) {
        values.put(ROOT + name, String.valueOf(value));
    }
}
