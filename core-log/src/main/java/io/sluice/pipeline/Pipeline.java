package io.sluice.pipeline;

import com.lmax.disruptor.RingBuffer;
import io.sluice.broker.Broker;
import io.sluice.broker.Ingress;
import io.sluice.broker.SessionName;
import io.sluice.broker.TrafficTotals;
import io.sluice.group.DeadLetters;
import io.sluice.group.GroupHouse;
import io.sluice.lane.Crossing;
import io.sluice.lane.Lane;
import io.sluice.log.CommitLog;
import io.sluice.log.TopicTable;
import io.sluice.subscription.SessionEntry;
import io.sluice.subscription.SnapshotStore;
import io.sluice.subscription.State;
import io.sluice.subscription.SubscriptionIndex;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring with its two lanes, the replay lane and housekeeping: the {@link Broker} that protocols
 * are built on. Opened over a recovered log, it first makes the state that follows from it.
 *
 * <p>Any thread may ask for an ingress; all else belongs to the lanes. A fault on any lane stops
 * all of them and is told to the listener once; no receipt leaves afterwards.
 */
@Crossing
public final class Pipeline implements Broker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int LOOPS_EXPECTED = 4;
    private static final long OS_FLUSH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int LAG_SECONDS_MAX = 60;

    private final PipelineConfig config;
    private final CommitLog log;
    private final TopicTable topics;
    private final SnapshotStore store;
    private final State state;
    private final FaultStop faults;
    private final List<LoopIngress> ingresses = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Executor, LoopIngress> ingressOf = new ConcurrentHashMap<>();
    private final RingBuffer<Slot> ring;
    private final ParkingWait waiting;
    private final LogLane logLane;
    private final FlushLane flushLane;
    private final LaneExecutor replayLane;
    private final Replayer replayer;
    private final LaneExecutor groupLane;
    private final LaneExecutor housekeepingLane;
    private final LaneExecutor snapshotLane;
    private final LaneExecutor inspectionLane;
    private final Clock clock;
    private final PipelineMetrics metrics;
    private final Housekeeping housekeeping;
    private final Snapshots snapshots;

    private Pipeline(
            PipelineConfig config,
            CommitLog log,
            State state,
            SnapshotStore store,
            TopicTable topics,
            Clock clock,
            PipelineMetrics metrics,
            Consumer<Throwable> faultListener) {
        this.config = config;
        this.log = log;
        this.topics = topics;
        this.store = store;
        this.state = state;
        this.clock = clock;
        this.metrics = metrics;
        faults = new FaultStop(fault -> tell(fault, faultListener));
        waiting = new ParkingWait(config.spins());
        ring = RingBuffer.createMultiProducer(Slot::new, config.ringSlots(), waiting);
        logLane = new LogLane(ring, waiting, config.spins());
        replayLane = new LaneExecutor(Lane.REPLAY, faults);
        groupLane = new LaneExecutor(Lane.GROUP, faults);
        housekeepingLane = new LaneExecutor(Lane.HOUSEKEEPING, faults);
        snapshotLane = new LaneExecutor(Lane.SNAPSHOT, faults);
        inspectionLane = new LaneExecutor(Lane.INSPECTION, faults);

        Router router =
                new Router(
                        new SubscriptionIndex<>(topics, config.matchCacheMax()),
                        log.endOffset(),
                        metrics);
        replayer = new Replayer(replayLane, log, config, metrics, faults);
        Registrar registrar = new Registrar(config, router, replayer, topics, clock);
        DeadLetters deadLetters = new DeadLetters(metrics.groups());
        GroupHouse house =
                new GroupHouse(
                        groupLane, ingressFor(groupLane), config.groups(), deadLetters, clock);
        QueueMetrics lags = metrics.queues(config.groups().queues().namedMax());
        Groups groups = new Groups(house, ingressFor(groupLane), lags);
        TransientDesk unwritten =
                new TransientDesk(
                        new TransientTopics(config.unwritten().topics()),
                        new SystemTopics(topics, config.unwritten().statesMax(), metrics),
                        clock);
        LogDesk desk = new LogDesk(log, state, router, registrar, groups, unwritten, metrics);
        LogStage logStage = new LogStage(desk, metrics, faults);
        FlushClock flushClock = new FlushClock(System::nanoTime, flushIntervalNanos(config));
        FlushStage flushStage =
                new FlushStage(log, config.durability(), flushClock, ingresses, faults);

        flushLane = new FlushLane(ring, logLane, flushStage, waiting, faults);

        housekeeping =
                new Housekeeping(
                        housekeepingLane,
                        log,
                        store,
                        desk,
                        ingresses,
                        ingressFor(housekeepingLane),
                        faults);
        desk.whenSegmentBegins(housekeeping::segmentBegun);
        LoopIngress imaging = ingressFor(snapshotLane);
        snapshots = new Snapshots(snapshotLane, log, store, desk, imaging, faults);
        DelayedTimer delayedTimer =
                new DelayedTimer(
                        housekeepingLane,
                        state.delayed(),
                        new DelayedPublisher(topics, clock),
                        ingressFor(housekeepingLane));
        new PipelineGauges(state, ingresses).describe(metrics, ring, topics);
        ingressFor(housekeepingLane).ask(groups::restore);
        ingressFor(housekeepingLane).flush();
        logLane.start(logStage);
        flushLane.start();
        delayedTimer.start();
        housekeeping.start(config.flushInterval().toMillis());
        snapshots.start();
    }

    private void tell(Throwable fault, Consumer<Throwable> listener) {
        log.remember(fault);
        listener.accept(fault);
    }

    /**
     * Makes the state from snapshots and log, and starts the lanes.
     *
     * @param log opened, and closed by nobody but {@link #close} from now on
     * @param faultListener told of the first fault, on the lane that met it
     * @throws IOException if snapshots or log cannot be read
     */
    public static Pipeline open(
            PipelineConfig config,
            CommitLog log,
            SnapshotStore snapshots,
            Clock clock,
            PipelineMetrics metrics,
            Consumer<Throwable> faultListener)
            throws IOException {
        TopicTable topics = new TopicTable(config.topicsMax());
        State state = StateRecovery.recover(log, snapshots, config.state(), clock);
        return new Pipeline(config, log, state, snapshots, topics, clock, metrics, faultListener);
    }

    @Override
    public Ingress ingress(Executor loop) {
        return ingressFor(loop);
    }

    @Override
    public int recordBytesMax() {
        return config.recordBytesMax();
    }

    @Override
    public int introduce(String label) {
        return state.sessions().publishers().introduce(label, log.endOffset());
    }

    /**
     * For operators. Called once, by who assembles.
     *
     * @param searchMax how long one search of the log may take
     */
    public Inspector inspector(Duration searchMax) {
        LoopIngress own = ingressFor(inspectionLane);
        Enquiry enquiry = new Enquiry(inspectionLane, own, log, clock, searchMax);
        return new Inspector(enquiry, this::lag, config.queueQos0(), metrics.drops());
    }

    /**
     * Tells {@code $SYS} from now on, as often as configured. Called once, by who assembles.
     *
     * @param version what {@code $SYS/broker/version} says
     * @param traffic asked on the housekeeping lane
     */
    public void tellSystem(String version, Supplier<TrafficTotals> traffic) {
        long intervalMs = config.unwritten().sysInterval().toMillis();
        if (intervalMs > 0) {
            SystemReport report =
                    new SystemReport(version, traffic, state, log, metrics, System.nanoTime());
            LoopIngress own = ingressFor(housekeepingLane);
            var unusedTicks =
                    housekeepingLane.scheduleWithFixedDelay(
                            () -> tellSystem(report, own), 0, intervalMs, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Has what was dropped written down once a second from now on. Called once, by who assembles.
     */
    public void keepDrops(DropBook book) {
        var unusedTicks =
                housekeepingLane.scheduleWithFixedDelay(book::keep, 0, 1, TimeUnit.SECONDS);
    }

    private static void tellSystem(SystemReport report, LoopIngress own) {
        if (own.hasRoom()) {
            Map<String, String> values = report.values(System.nanoTime());
            own.ask(desk -> desk.unwritten().system().tell(values, desk));
            own.flush();
        }
    }

    /**
     * How far a session is behind, exactly; none if there is no such session. It reads the log from
     * the session's cursor on as far as its filters need, so it is for a person's question, not for
     * a scrape. A group or queue is asked for as {@link SessionEntry#GROUP_SPACE} and its filter.
     * Any thread may call.
     *
     * @return completed on a lane of the broker: go on elsewhere; by a {@link TimeoutException} if
     *     the broker stops or its disk takes a minute
     */
    public CompletableFuture<Optional<Lag>> lag(SessionName name) {
        CompletableFuture<Optional<Lag>> answer = new CompletableFuture<>();
        LoopIngress own = ingressFor(housekeepingLane);
        own.tell(
                () -> {
                    own.ask(new LagRequest(name, replayer, answer));
                    own.flush();
                });
        return answer.orTimeout(LAG_SECONDS_MAX, TimeUnit.SECONDS);
    }

    /**
     * Lets the lanes finish what is on the ring, writes what has changed of the state and closes
     * the log. Nothing may be asked of an ingress any more.
     *
     * @throws IOException if the log could not be closed well
     */
    @Override
    public void close() throws IOException {
        inspectionLane.finish();
        housekeepingLane.finish();
        snapshotLane.finish();
        drain();
        var unusedReport = askGroupsToReport();
        groupLane.finish();
        drain();
        logLane.halt();
        join(logLane.thread());
        flushLane.halt();
        join(flushLane.thread());
        replayLane.finish();
        try {
            if (!faults.hasStopped()) {
                keepState();
            }
        } finally {
            log.close();
        }
    }

    /** Has all groups say in the log how far they have come; done when that is on the ring. */
    CompletableFuture<Void> askGroupsToReport() {
        LoopIngress groups = ingressFor(groupLane);
        return CompletableFuture.runAsync(
                () -> groups.progress().report(Outbox.NOWHERE), groupLane);
    }

    /** Bytes of messages that groups were handed and have not taken, for tests. */
    CompletableFuture<Long> waitingForGroupsBytes() {
        LoopIngress groups = ingressFor(groupLane);
        return CompletableFuture.supplyAsync(groups.progress()::waitingBytes, groupLane);
    }

    /**
     * One round of the chores now, not only when a second is over; it has been when this returns.
     */
    void keepHouse() {
        snapshots.tickNow().join();
        housekeeping.tickNow().join();
    }

    /**
     * Without new snapshots, on a full disk perhaps, the next start has more of the log to read.
     */
    private void keepState() throws IOException {
        log.flush();
        long end = log.endOffset();
        try {
            state.forgetImages(); // those that did not come to the disk
            while (state.beginImage(end)) {
                State.Image image = state.stepImage(Integer.MAX_VALUE).orElseThrow();
                store.write(image.shard(), end, image.bytes());
                state.kept(image.shard(), end);
            }
            store.write(state.marks(end));
        } catch (IOException fault) {
            LOG.warn("Not all snapshots could be written; the log has what is missing", fault);
        }
    }

    /** With {@link Durability#OS} the disk is asked seldom, for the sake of snapshots alone. */
    private static long flushIntervalNanos(PipelineConfig config) {
        long nanos = config.flushInterval().toNanos();
        return config.durability() == Durability.OS ? Math.max(nanos, OS_FLUSH_NANOS) : nanos;
    }

    private void drain() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        long last = ring.getCursor();
        while (flushLane.doneTo() < last && !faults.hasStopped() && System.nanoTime() < deadline) {
            logLane.wake();
            waiting.wakeFlusher();
            Thread.onSpinWait();
        }
    }

    private LoopIngress ingressFor(Executor loop) {
        return ingressOf.computeIfAbsent(
                loop,
                each -> {
                    long bytesMax = config.ringBytesMax() / LOOPS_EXPECTED;
                    LoopIngress made =
                            new LoopIngress(each, ring, logLane, waiting, topics, bytesMax);
                    ingresses.add(made);
                    return made;
                });
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
