package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Drop;
import io.sluice.broker.DropReason;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.Stretch;
import io.sluice.broker.Where;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.TopicSearch;
import io.sluice.subscription.CarriedRun;
import io.sluice.subscription.FilterReader;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads the log for feeds that are not live: those that fell behind, and sessions that come back.
 * One turn reads a bounded piece for one feed; who wants more asks again, so all take turns.
 */
@OwnedBy(Lane.REPLAY)
final class Replayer {
    private static final int READ_BYTES = 256 * 1024;
    private static final int READ_BYTES_LEAST = 64 * 1024;
    private static final int SCANNED_BYTES_MAX = 8 * 1024 * 1024;

    private final Executor lane;
    private final CommitLog log;
    private final LogReader reader;
    private final Searches searches;
    private final CarriedReader carried;
    private final PipelineConfig config;
    private final PipelineMetrics metrics;
    private final FaultStop faults;

    Replayer(
            Executor lane,
            CommitLog log,
            PipelineConfig config,
            PipelineMetrics metrics,
            FaultStop faults) {
        this.metrics = metrics;
        this.lane = lane;
        this.log = log;
        this.reader = log.reader();
        this.searches = new Searches(reader);
        this.carried = new CarriedReader(log.reader());
        this.config = config;
        this.faults = faults;
    }

    /**
     * Reads on for a feed, which gets a {@link ReplayedChunk} on its loop. Any lane may call.
     *
     * @param until not at or beyond this offset
     */
    void read(LoopFeed feed, long from, long until, Resumption resumption) {
        onLane(() -> tell(feed, chunk(feed, from, until, resumption)));
    }

    /** Reads what a session was sent and has not finished. Any lane may call. */
    void resend(LoopFeed feed, Resumption resumption) {
        onLane(() -> tell(feed, resent(feed, resumption)));
    }

    /**
     * Finds the place where a feed is to begin; it is told by a chunk with nothing in it. Any lane
     * may call.
     *
     * @param sought a time, or the last record that matches
     */
    void find(LoopFeed feed, Where sought, Resumption resumption) {
        if (sought.kind() == Where.Kind.TIMESTAMP) {
            onLane(() -> found(feed, log.offsetAt(sought.value()), resumption));
        } else {
            onLane(() -> findLast(feed, new LastSearch(log, sought.value()), resumption));
        }
    }

    private static void found(LoopFeed feed, long offset, Resumption resumption) {
        tell(feed, ReplayedChunk.readingFrom(offset, resumption.reading()));
    }

    /** A turn; if it was not enough, others have theirs before the next. */
    private void findLast(LoopFeed feed, LastSearch search, Resumption resumption)
            throws IOException {
        FilterSet filters = feed.outbox().filters();
        if (search.look(searches.of(filters), filters)) {
            found(feed, search.offset(), resumption);
        } else {
            onLane(() -> findLast(feed, search, resumption));
        }
    }

    /** Counts what a session has before it, in turns. Any lane may call. */
    void count(LagCount lag) {
        onLane(
                () -> {
                    if (!lag.look(log, reader, searches.of(lag.filters()), config.queueQos0())) {
                        count(lag);
                    }
                });
    }

    /** All records below this offset are durable. Any lane may ask. */
    long durableEnd() {
        return log.durableEnd();
    }

    private static void tell(LoopFeed feed, ReplayedChunk chunk) {
        feed.ingress().tell(() -> feed.chunkArrived(chunk));
    }

    private interface Reading {
        void run() throws IOException;
    }

    private void onLane(Reading reading) {
        try {
            lane.execute(() -> guarded(reading));
        } catch (RejectedExecutionException stopped) {
            return; // the broker is stopping, and the feed with it
        }
    }

    private void guarded(Reading reading) {
        if (faults.hasStopped()) {
            return;
        }
        try {
            reading.run();
        } catch (IOException | RuntimeException fault) {
            faults.stop(fault);
        }
    }

    private ReplayedChunk chunk(LoopFeed feed, long from, long until, Resumption resumption)
            throws IOException {
        // Where the log begins first, then what was carried forward, which is told before the log
        // is
        // trimmed so far.
        boolean isTrimmed = from < log.firstOffset();
        Optional<CarriedRun> run = feed.outbox().carried().from(from);
        if (isTrimmed && run.isPresent()) {
            int bytesMax = Math.min(READ_BYTES, config.outboxBytesMax() / 2);
            return carried.read(run.get(), feed.ref(), from, resumption, bytesMax);
        }
        // The end first, then the filters: they are published before anything behind their
        // SUBSCRIBE
        // is written, so no record below this end is looked at without them.
        long writtenEnd = log.endOffset();
        FilterSet filters = feed.outbox().filters();
        long limit = Math.min(until, feed.outbox().readLimit());
        long end = Math.min(limit, writtenEnd);
        long at = from;
        long skipped = 0;
        if (mayBeMoved(feed, limit) && writtenEnd - from > config.liveLagMax()) {
            at = writtenEnd;
            skipped = at - from;
        }
        boolean isReading = feed.outbox().isReading();
        boolean keepsQos0 = config.queueQos0() || feed.keepsQos0();
        Findings findings = new Findings(filters, isReading, resumption, keepsQos0);
        int foundMax = Math.min(READ_BYTES, config.outboxBytesMax() / 2);
        int scanned = 0;
        long lost = 0;
        boolean nothingLeft = false;
        TopicSearch search = searches.of(filters);
        while (at < end && findings.bytes() < foundMax && scanned < SCANNED_BYTES_MAX) {
            LogChunk chunk = search.read(at, READ_BYTES);
            if (chunk.isEmpty() && chunk.endOffset() <= at) {
                nothingLeft = true;
                break;
            }
            if (feed.outbox().holdsWhatIsTrimmed()) {
                if (chunk.baseOffset() > at && feed.outbox().carried().from(at).isPresent()) {
                    break; // trimmed in this very moment: what of it is needed lies elsewhere
                }
            } else {
                lost += Math.max(0, chunk.baseOffset() - at);
            }
            scanned += Math.max(READ_BYTES_LEAST, chunk.to() - chunk.from());
            findings.search(chunk, at, end);
            at = Math.min(chunk.endOffset(), end);
        }
        tellDrops(feed.outbox(), from, lost, skipped);
        findings.forgotten(feed.outbox().label()).ifPresent(metrics::dropped);
        return new ReplayedChunk(
                resumption.reading(),
                findings.deliveries(),
                at,
                nothingLeft || (at >= writtenEnd && writtenEnd <= limit),
                lost,
                skipped);
    }

    private void tellDrops(Outbox outbox, long from, long lost, long skipped) {
        String client = outbox.label();
        if (skipped > 0) {
            long last = from + skipped - 1;
            metrics.dropped(Drop.deliveries(DropReason.LIVE_LAG, client, from, last, skipped));
        }
        if (lost > 0) {
            long first = from + skipped;
            long last = first + lost - 1;
            metrics.dropped(Drop.deliveries(DropReason.TRIMMED, client, first, last, lost));
        }
    }

    /** Whether the reader wants live messages only, and is not just filling the last gap. */
    private static boolean mayBeMoved(LoopFeed feed, long until) {
        return until == Long.MAX_VALUE && feed.outbox().isLiveOnly();
    }

    private ReplayedChunk resent(LoopFeed feed, Resumption resumption) throws IOException {
        Inflight inflight = resumption.inflight();
        boolean isReading = feed.outbox().isReading();
        FilterReader filters = feed.outbox().filters().reader();
        List<Delivery> deliveries = new ArrayList<>();
        BitSet gone = new BitSet();
        for (int i = 0; i < inflight.count(); i++) {
            byte stage = inflight.stages()[i];
            if (stage != Inflight.RECEIVED) {
                int packetId = inflight.packetIds()[i];
                int qos = stage == Inflight.SENT_QOS2 ? 2 : 1;
                Optional<Stretch> found = record(feed, inflight.offsets()[i]);
                gone.set(i, found.isEmpty());
                found.map(
                                stretch ->
                                        Outbox.delivery(
                                                Delivery.Kind.RESENT,
                                                stretch,
                                                grantedAgain(filters, stretch, qos),
                                                packetId,
                                                isReading))
                        .ifPresent(deliveries::add);
            }
        }
        if (!gone.isEmpty()) {
            tellGone(feed, inflight.at(gone));
        }
        return new ReplayedChunk(
                resumption.reading(), deliveries, resumption.nextOffset(), false, 0, 0);
    }

    /** Before the chunk without them arrives. */
    private void tellGone(LoopFeed feed, Inflight exchanges) {
        String client = feed.outbox().label();
        for (long offset : exchanges.offsets()) {
            metrics.dropped(Drop.delivery(DropReason.TRIMMED, client, offset));
        }
        feed.ingress().tell(() -> feed.gone(exchanges));
    }

    /**
     * What a message that is sent again was granted. One that is older than all subscriptions that
     * match was retained when they were made, and says so again.
     */
    private static Grant grantedAgain(FilterReader filters, Stretch stretch, int qos) {
        byte[] bytes = stretch.bytes();
        int at = stretch.from();
        int topicAt = RecordLayout.topicAt(at);
        int topicBytes = RecordLayout.topicBytes(bytes, at);
        long offset = RecordLayout.offset(bytes, at);
        Grant found = filters.grant(bytes, topicAt, topicBytes, offset);
        boolean wasRetained = false;
        if (found == FilterSet.NONE) {
            found = filters.grant(bytes, topicAt, topicBytes, Long.MAX_VALUE);
            wasRetained = found != FilterSet.NONE;
        }
        boolean saysRetain = wasRetained || found.retainAsPublished();
        return new Grant(qos, false, saysRetain, found.subscriptionIds());
    }

    /** The record alone, from where it was carried to if retention has taken it. */
    private Optional<Stretch> record(LoopFeed feed, long offset) throws IOException {
        LogChunk chunk = reader.read(offset, RecordLayout.HEADER_BYTES);
        if (chunk.isEmpty() || chunk.baseOffset() > offset) {
            return carried.find(feed.outbox().carried(), feed.ref(), offset);
        }
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordLayout.offset(bytes, at) == offset) {
                int to = RecordLayout.next(bytes, at);
                return Optional.of(new Stretch(bytes, at, to, 1));
            }
        }
        return Optional.empty();
    }
}
