package io.sluice.log;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads those records of the log that may change state, and as few others as it can: of what the
 * {@link ChangeIndex} of a segment covers only those, of the rest all. For who opens a log, before
 * others use it.
 */
public final class ChangeReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);

    private final LogReader reader;
    private final SegmentList segments;
    private final LogEnds ends;
    private final LogFiles files;
    private final PostingReader postings = new PostingReader(false);
    private Segment known;
    private int knownPosition;
    private long knownOffset;

    ChangeReader(LogReader reader, SegmentList segments, LogEnds ends, LogFiles files) {
        this.reader = reader;
        this.segments = segments;
        this.ends = ends;
        this.files = files;
    }

    /** As {@link TopicSearch#read}, where what is wanted are records that may change state. */
    public LogChunk read(long from, int bytesMax) throws IOException {
        if (from >= ends.written().endOffset()) {
            return LogChunk.empty(from, from);
        }
        Segment[] all = segments.all();
        int index = SegmentList.indexOf(all, from);
        if (index < 0) {
            return reader.read(from, bytesMax);
        }
        Segment segment = all[index];
        if (segment != known) {
            know(segment);
        }
        if (from < knownOffset && segment.pin()) {
            try {
                return postings.gather(segment, knownPosition, knownOffset, from, bytesMax);
            } catch (DamagedIndexException damage) {
                LOG.warn("{}; all records are looked at", damage.getMessage());
                knownOffset = segment.baseOffset();
            } finally {
                segment.unpin();
            }
        }
        return reader.read(from, bytesMax);
    }

    private void know(Segment segment) {
        ChangeIndex index = ChangeIndex.of(segment, files);
        known = segment;
        knownPosition = index.endPosition();
        knownOffset = index.endOffset();
        postings.begin(index.positions());
    }
}
