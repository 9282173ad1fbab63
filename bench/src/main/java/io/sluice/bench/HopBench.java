package io.sluice.bench;

import io.prometheus.client.CollectorRegistry;
import io.sluice.broker.Delivery;
import io.sluice.broker.Feed;
import io.sluice.broker.Inflight;
import io.sluice.broker.Ingress;
import io.sluice.broker.ParcelBuilder;
import io.sluice.broker.Receipt;
import io.sluice.broker.Refusal;
import io.sluice.broker.SessionName;
import io.sluice.broker.SessionRequest;
import io.sluice.broker.SessionState;
import io.sluice.broker.Subscriber;
import io.sluice.broker.Subscription;
import io.sluice.broker.Topic;
import io.sluice.broker.TopicFilter;
import io.sluice.broker.TrafficMetrics;
import io.sluice.pipeline.Pipeline;
import io.sluice.pipeline.PipelineConfig;
import io.sluice.pipeline.PipelineMetrics;
import io.sluice.subscription.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an event loop over the ring and back: a parcel is published, appended, written, routed and
 * delivered, and only then the next begins. One message is little enough for the loop to stand in
 * for the log lane; of a hundred it wakes the lane.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HopBench {
    @Param({"1", "100"})
    public int messages;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Executor loop = tasks::add;
    private final ParcelBuilder builder = new ParcelBuilder();
    private final Taker taker = new Taker();
    private BenchLog log;
    private Path snapshots;
    private Pipeline pipeline;
    private Ingress ingress;
    private Topic topic;

    @Setup(Level.Trial)
    public void open() throws IOException {
        log = BenchLog.open();
        snapshots = Files.createTempDirectory("snapshots");
        CollectorRegistry registry = new CollectorRegistry();
        pipeline =
                Pipeline.open(
                        PipelineConfig.defaults(),
                        log.handOver(),
                        new SnapshotStore(snapshots),
                        Clock.systemUTC(),
                        new PipelineMetrics(registry, new TrafficMetrics(registry)),
                        Throwable::printStackTrace);
        ingress = pipeline.ingress(loop);
        byte[] name = "bench/0".getBytes(StandardCharsets.UTF_8);
        topic = ingress.topic(name, 0, name.length).orElseThrow();
        ingress.open(SessionRequest.volatileOne(new SessionName("bench", "taker")), taker);
        runUntil(() -> taker.feed != null);
        ingress.subscribe(
                taker.feed, List.of(Subscription.of(new TopicFilter("bench/0"), 0)), taker);
        runUntil(() -> taker.isSubscribed);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        pipeline.close();
        BenchLog.delete(snapshots);
        log.deleteFolder();
    }

    @Benchmark
    public long publishToDelivery() {
        for (int i = 0; i < messages; i++) {
            builder.add(topic, 0, 0, 64);
        }
        long wanted = taker.taken + messages;
        ingress.publish(builder.take(false, Receipt.NONE));
        runUntil(() -> taker.taken == wanted);
        return wanted;
    }

    private interface Moment {
        boolean hasCome();
    }

    private void runUntil(Moment moment) {
        ingress.flush();
        while (!moment.hasCome()) {
            Runnable task = tasks.poll();
            if (task == null) {
                Thread.onSpinWait();
            } else {
                task.run();
            }
        }
    }

    /** Takes whatever comes. */
    private static final class Taker implements Subscriber, Receipt {
        private Feed feed;
        private boolean isSubscribed;
        private long taken;

        @Override
        public void opened(Feed opened, SessionState state) {
            feed = opened;
        }

        @Override
        public void stored(long offset) {
            isSubscribed = true;
        }

        @Override
        public void deliverable() {
            for (Delivery head = feed.head(); head != Delivery.NONE; head = feed.head()) {
                taken += head.stretch().count();
                feed.consume(head.stretch().to());
            }
        }

        @Override
        public void refused(Refusal why) {
            throw new IllegalStateException(why.text());
        }

        @Override
        public void takenOver() {}

        @Override
        public void dismissed(Refusal why) {
            throw new IllegalStateException(why.text());
        }

        @Override
        public void lost(long records) {
            throw new IllegalStateException(records + " lost");
        }

        @Override
        public void skipped(long records) {
            taken += records;
        }

        @Override
        public Inflight inflight() {
            return Inflight.NONE;
        }
    }
}
