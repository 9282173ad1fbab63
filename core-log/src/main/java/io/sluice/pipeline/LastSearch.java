package io.sluice.pipeline;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.CommitLog;
import io.sluice.log.LogChunk;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.log.TopicSearch;
import io.sluice.subscription.FilterReader;
import io.sluice.subscription.FilterSet;
import java.io.IOException;

/** Looks for the last record that matches, from the end back, a piece at a time. */
@OwnedBy(Lane.REPLAY)
final class LastSearch {
    private static final long FIRST_WIDTH = 1024;
    private static final long WIDTH_MAX = 1 << 16;
    private static final int READ_BYTES = 256 * 1024;

    private final CommitLog log;
    private final long end;
    private long until;
    private long width = FIRST_WIDTH;
    private long found = -1;

    /**
     * @param end only below this offset
     */
    LastSearch(CommitLog log, long end) {
        this.log = log;
        this.end = end;
        until = end;
    }

    /** Looks through one piece; whether the search is over. */
    boolean look(TopicSearch search, FilterSet filters) throws IOException {
        long first = log.firstOffset();
        long from = Math.max(first, until - width);
        FilterReader wanted = filters.reader();
        for (long at = from; at < until; ) {
            LogChunk chunk = search.read(at, READ_BYTES);
            if (chunk.isEmpty() && chunk.endOffset() <= at) {
                break;
            }
            look(chunk, wanted);
            at = chunk.endOffset();
        }
        until = from;
        width = Math.min(WIDTH_MAX, 4 * width);
        return found >= 0 || until <= first;
    }

    /** Of the last one; the end if there is none. */
    long offset() {
        return found >= 0 ? found : end;
    }

    private void look(LogChunk chunk, FilterReader wanted) {
        byte[] bytes = chunk.bytes();
        for (int at = chunk.from(); at < chunk.to(); at = RecordLayout.next(bytes, at)) {
            long offset = RecordLayout.offset(bytes, at);
            int topicAt = RecordLayout.topicAt(at);
            int topicBytes = RecordLayout.topicBytes(bytes, at);
            if (RecordLayout.type(bytes, at) == RecordType.PUBLISH
                    && offset < until
                    && wanted.grant(bytes, topicAt, topicBytes, offset) != FilterSet.NONE) {
                found = Math.max(found, offset);
            }
        }
    }
}
