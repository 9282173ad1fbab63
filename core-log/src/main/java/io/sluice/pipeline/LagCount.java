package io.sluice.pipeline;

import io.sluice.broker.Delivery;
import io.sluice.broker.Inflight;
import io.sluice.broker.Stretch;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.LogReader;
import io.sluice.log.RecordLayout;
import io.sluice.log.TopicSearch;
import io.sluice.subscription.FilterSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Counts what one session has before it, a piece at a time, by the same rules by which it would be
 * sent to it. What is stored after the count was begun does not count.
 */
@OwnedBy(Lane.REPLAY)
final class LagCount {
    private static final int READ_BYTES = 256 * 1024;
    private static final int READ_BYTES_LEAST = 64 * 1024;
    private static final int SCANNED_BYTES_MAX = 8 * 1024 * 1024;

    /**
     * Whose lag it is.
     *
     * @param ref the session's reference
     * @param isReading whether it reads the log from a place of its own
     */
    record Reader(int ref, FilterSet filters, boolean isReading) {}

    private final Reader reader;
    private final Resumption resumption;
    private final Inflight unfinished;
    private final long from;
    private final long nowMs;
    private final CompletableFuture<Lag> answer;
    private long at;
    private long end = -1;
    private long waiting;
    private long oldestMs = Long.MAX_VALUE;

    /**
     * A count that has not begun.
     *
     * @param from the session's cursor
     * @param unfinished what was sent and is not finished
     * @param answer completed on the replay lane
     */
    LagCount(
            Reader reader,
            Resumption resumption,
            Inflight unfinished,
            long from,
            long nowMs,
            CompletableFuture<Lag> answer) {
        this.reader = reader;
        this.resumption = resumption;
        this.unfinished = unfinished;
        this.from = from;
        this.nowMs = nowMs;
        this.answer = answer;
        at = from;
    }

    FilterSet filters() {
        return reader.filters();
    }

    /** Looks through one piece; whether the count is over, and was told. */
    boolean look(CommitLog log, LogReader records, TopicSearch search, boolean keepsQos0)
            throws IOException {
        if (end < 0) {
            end = log.endOffset();
            lookAtUnfinished(records);
        }
        Findings findings =
                new Findings(reader.filters(), reader.isReading(), resumption, keepsQos0);
        int scanned = 0;
        while (at < end && scanned < SCANNED_BYTES_MAX) {
            LogChunk chunk = search.read(at, READ_BYTES);
            if (chunk.isEmpty() && chunk.endOffset() <= at) {
                at = end;
                break;
            }
            scanned += Math.max(READ_BYTES_LEAST, chunk.to() - chunk.from());
            findings.search(chunk, at, end);
            at = chunk.endOffset();
        }
        findings.deliveries().forEach(this::count);
        if (at >= end) {
            tell();
            return true;
        }
        return false;
    }

    private void lookAtUnfinished(LogReader records) throws IOException {
        long oldest = Arrays.stream(unfinished.offsets()).min().orElse(-1);
        if (oldest >= 0) {
            LogChunk chunk = records.read(oldest, RecordLayout.HEADER_BYTES);
            if (!chunk.isEmpty()) {
                oldestMs = RecordLayout.storeTimeMs(chunk.bytes(), chunk.from());
            }
        }
    }

    private void count(Delivery found) {
        Stretch stretch = found.stretch();
        byte[] bytes = stretch.bytes();
        for (int each = found.at(); each < stretch.to(); each = RecordLayout.next(bytes, each)) {
            boolean isOwn =
                    found.grant().noLocal()
                            && RecordLayout.publisherRef(bytes, each) == reader.ref();
            if (!isOwn && !isExpired(bytes, each)) {
                waiting++;
                oldestMs = Math.min(oldestMs, RecordLayout.storeTimeMs(bytes, each));
            }
        }
    }

    private boolean isExpired(byte[] bytes, int each) {
        return (RecordLayout.flags(bytes, each) & RecordLayout.FLAG_EXPIRES) != 0
                && RecordLayout.storeTimeMs(bytes, each)
                                + 1000 * RecordLayout.expirySeconds(bytes, each)
                        <= nowMs;
    }

    private void tell() {
        long ageMs = oldestMs == Long.MAX_VALUE ? 0 : Math.max(0, nowMs - oldestMs);
        answer.complete(
                new Lag(waiting, unfinished.count(), Math.max(0, end - from), ageMs / 1000.0));
    }
}
