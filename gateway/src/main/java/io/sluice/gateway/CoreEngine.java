package io.sluice.gateway;

import io.sluice.broker.ClientReport;
import io.sluice.broker.TrafficMetrics;
import io.sluice.gateway.admin.Clients;
import io.sluice.gateway.admin.Insight;
import io.sluice.gateway.config.Schema;
import io.sluice.gateway.listen.Protocol;
import io.sluice.gateway.listen.WebProtocol;
import io.sluice.log.CommitLog;
import io.sluice.log.LogFiles;
import io.sluice.log.LogMetrics;
import io.sluice.mqtt.MqttServer;
import io.sluice.pipeline.DropBook;
import io.sluice.pipeline.Pipeline;
import io.sluice.pipeline.PipelineMetrics;
import io.sluice.stomp.StompServer;
import io.sluice.subscription.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The engine that ships: the embedded log, the ring over it, and MQTT and STOMP on that. */
public final class CoreEngine implements Engine {
    /** Below the data folder. */
    public static final String LOG_FOLDER = "log";

    /** Below the data folder. */
    public static final String STATE_FOLDER = "state";

    private final Pipeline pipeline;
    private final DropBook drops;
    private final MqttServer mqtt;
    private final StompServer stomp;
    private final Insight insight;

    private CoreEngine(
            Pipeline pipeline,
            DropBook drops,
            MqttServer mqtt,
            StompServer stomp,
            Insight insight) {
        this.insight = insight;
        this.pipeline = pipeline;
        this.drops = drops;
        this.mqtt = mqtt;
        this.stomp = stomp;
    }

    /** Recovers the log, makes the state that follows from it, and is ready for clients. */
    public static Engine open(Surroundings around) throws IOException {
        Parts parts = new Parts(around.plan().settings());
        Path data = around.dataDirectory();
        CommitLog log =
                CommitLog.open(
                        parts.log(data.resolve(LOG_FOLDER)),
                        LogFiles.onDisk(),
                        around.clock(),
                        new LogMetrics(around.registry()));
        TrafficMetrics traffic = new TrafficMetrics(around.registry(), parts.drops(around.clock()));
        PipelineMetrics metrics = new PipelineMetrics(around.registry(), traffic);
        Pipeline pipeline = openPipeline(around, parts, log, data.resolve(STATE_FOLDER), metrics);
        pipeline.tellSystem("Sluice " + Version.text(), traffic::totals);
        DropBook drops = new DropBook(data, LogFiles.onDisk(), traffic.drops());
        pipeline.keepDrops(drops);
        MqttServer mqtt =
                new MqttServer(
                        parts.mqtt(),
                        pipeline,
                        around.authenticator(),
                        around.authorizer(),
                        around.clock(),
                        traffic);
        StompServer stomp =
                new StompServer(
                        parts.stomp(),
                        pipeline,
                        around.authenticator(),
                        around.authorizer(),
                        around.clock(),
                        traffic);
        Duration searchMax = around.plan().settings().get(Schema.ADMIN_SEARCH_MAX);
        Insight insight =
                new Insight(pipeline.inspector(searchMax), clientsOf(mqtt, stomp), traffic::totals);
        return new CoreEngine(pipeline, drops, mqtt, stomp, insight);
    }

    private static Clients clientsOf(MqttServer mqtt, StompServer stomp) {
        return new Clients() {
            @Override
            public List<ClientReport> all() {
                return Stream.of(mqtt.clients(), stomp.clients()).flatMap(List::stream).toList();
            }

            @Override
            public int dismiss(String name) {
                int ofMqtt = name.startsWith("stomp:") ? 0 : mqtt.dismiss(name);
                int ofStomp = name.startsWith("mqtt:") ? 0 : stomp.dismiss(name);
                return ofMqtt + ofStomp;
            }
        };
    }

    private static Pipeline openPipeline(
            Surroundings around, Parts parts, CommitLog log, Path state, PipelineMetrics metrics)
            throws IOException {
        try {
            return Pipeline.open(
                    parts.pipeline(),
                    log,
                    new SnapshotStore(state),
                    around.clock(),
                    metrics,
                    around.faults());
        } catch (IOException | RuntimeException fault) {
            log.close();
            throw fault;
        }
    }

    @Override
    public Protocol mqtt() {
        return mqtt::accept;
    }

    @Override
    public Protocol stomp() {
        return stomp::accept;
    }

    @Override
    public WebProtocol.Opening stompFrames() {
        return stomp::acceptWebSocket;
    }

    @Override
    public Optional<Insight> insight() {
        return Optional.of(insight);
    }

    @Override
    public CompletionStage<Void> drain() {
        return CompletableFuture.allOf(
                mqtt.stop().toCompletableFuture(), stomp.stop().toCompletableFuture());
    }

    @Override
    public void close() throws IOException {
        pipeline.close();
        drops.keep();
    }
}
