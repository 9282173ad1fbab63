package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@link ChangeIndex} of the segment that is being indexed. If the disk does not take it,
 * the next opening looks through more of the log: no fault.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class ChangeIndexWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeIndexWriter.class);

    private final LogFiles files;
    private Segment segment;
    private int written;
    private long length;
    private boolean hasWarned;

    ChangeIndexWriter(LogFiles files) {
        this.files = files;
    }

    /** Adds what a walk has found behind what was known before. */
    void add(Segment indexed, SegmentTopics before, RecordWalk walk, PostingsBuilder found) {
        boolean begins = before.position() == SegmentLayout.PAGE_BYTES;
        boolean follows = segment == indexed && written == before.position();
        if (!begins && !follows) {
            return; // some of it is missing: what came behind would not count
        }
        Path path = indexed.beside(ChangeIndex.SUFFIX);
        try {
            if (begins) {
                begin(path, indexed);
            }
            append(path, ChangeIndex.block(before, walk, found));
            segment = indexed;
            written = walk.nextPosition();
        } catch (IOException full) {
            segment = null;
            warn(path, full);
        }
    }

    private void begin(Path path, Segment indexed) throws IOException {
        if (files.list(path.getParent()).contains(path)) {
            files.delete(path);
        }
        ByteBuffer header = ChangeIndex.header(indexed);
        length = 0;
        try (LogFile file = files.create(path)) {
            length = header.remaining();
            file.writeAll(header, 0);
        }
    }

    private void append(Path path, ByteBuffer block) throws IOException {
        int added = block.remaining();
        try (LogFile file = files.open(path)) {
            file.writeAll(block, length);
        }
        length += added;
    }

    private void warn(Path path, IOException full) {
        if (!hasWarned) {
            hasWarned = true;
            LOG.warn("{} is not written: {}", path, full.getMessage(), full);
        }
    }
}
