package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Grant;
import io.sluice.broker.Inflight;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads the log for feeds that are not live: those that fell behind, and sessions that come back.
 * One turn reads a bounded piece for one feed; who wants more asks again, so all take turns.
 */
@OwnedBy(Lane.REPLAY)
final class Replayer {
    private static final int READ_BYTES = 256 * 1024;
    private static final int SCANNED_BYTES_MAX = 8 * 1024 * 1024;

    private final Executor lane;
    private final CommitLog log;
    private final LogReader reader;
    private final PipelineConfig config;
    private final FaultStop faults;

    Replayer(Executor lane, CommitLog log, PipelineConfig config, FaultStop faults) {
        this.lane = lane;
        this.log = log;
        this.reader = log.reader();
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
        onLane(() -> tell(feed, resent(resumption)));
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
        FilterSet filters = feed.outbox().filters();
        long end = Math.min(until, feed.outbox().readLimit());
        long at = from;
        long skipped = 0;
        if (mayBeMoved(feed, end) && log.endOffset() - from > config.liveLagMax()) {
            at = log.endOffset();
            skipped = at - from;
        }
        Findings findings = new Findings(filters, resumption, config.queueQos0());
        int foundMax = Math.min(READ_BYTES, config.outboxBytesMax() / 2);
        int scanned = 0;
        long lost = 0;
        boolean atEnd = false;
        while (at < end && findings.bytes() < foundMax && scanned < SCANNED_BYTES_MAX) {
            LogChunk chunk = reader.read(at, READ_BYTES);
            if (chunk.isEmpty() && chunk.endOffset() <= at) {
                atEnd = true;
                break;
            }
            lost += Math.max(0, chunk.baseOffset() - at);
            scanned += chunk.to() - chunk.from();
            findings.search(chunk, at, end);
            at = Math.min(chunk.endOffset(), end);
        }
        return new ReplayedChunk(findings.deliveries(), at, atEnd, lost, skipped);
    }

    /** Whether the reader wants live messages only, and is not just filling the last gap. */
    private static boolean mayBeMoved(LoopFeed feed, long until) {
        return until == Long.MAX_VALUE && feed.outbox().isLiveOnly();
    }

    private ReplayedChunk resent(Resumption resumption) throws IOException {
        Inflight inflight = resumption.inflight();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < inflight.count(); i++) {
            byte stage = inflight.stages()[i];
            if (stage != Inflight.RECEIVED) {
                Grant grant =
                        new Grant(stage == Inflight.SENT_QOS2 ? 2 : 1, false, false, new int[0]);
                addResent(inflight.offsets()[i], inflight.packetIds()[i], grant, deliveries);
            }
        }
        return new ReplayedChunk(deliveries, resumption.nextOffset(), false, 0, 0);
    }

    private void addResent(long offset, int packetId, Grant grant, List<Delivery> deliveries)
            throws IOException {
        LogChunk chunk = reader.read(offset, RecordLayout.HEADER_BYTES);
        if (chunk.isEmpty() || chunk.baseOffset() > offset) {
            return; // retention has taken it
        }
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            if (RecordLayout.offset(bytes, at) == offset) {
                int to = RecordLayout.next(bytes, at);
                Stretch stretch = new Stretch(bytes, at, to, 1);
                deliveries.add(new Delivery(Delivery.Kind.RESENT, stretch, grant, packetId));
                return;
            }
        }
    }
}
