package io.sluice.log;

import java.io.IOException;
import java.util.Optional;
import java.util.zip.CRC32C;
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
    private final CRC32C crc = new CRC32C();
    private Segment known;
    private ChangeIndex index;
    private ChangeBlock posted;

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
        int at = SegmentList.indexOf(all, from);
        if (at < 0) {
            return reader.read(from, bytesMax);
        }
        Segment segment = all[at];
        if (segment != known) {
            known = segment;
            index = ChangeIndex.of(segment, files);
        }
        Optional<ChangeBlock> block = index.blockOf(from);
        if (block.isPresent() && segment.pin()) {
            try {
                return read(block.get(), segment, from, bytesMax);
            } catch (DamagedIndexException damage) {
                LOG.warn("{}; all records are looked at", damage.getMessage());
                index = ChangeIndex.none(segment);
            } finally {
                segment.unpin();
            }
        }
        return reader.read(from, bytesMax);
    }

    private LogChunk read(ChangeBlock block, Segment segment, long from, int bytesMax)
            throws IOException {
        if (block.isCopied()) {
            return block.records(from, segment, crc);
        }
        if (block != posted) {
            posted = block;
            postings.begin(block.positions());
        }
        return postings.gather(segment, block.toPosition(), block.toOffset(), from, bytesMax);
    }
}
