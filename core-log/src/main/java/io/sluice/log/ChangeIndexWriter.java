package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the {@link ChangeIndex} of one segment after the other, block by block. If the disk does
 * not take it, the next opening looks through more of the log: no fault. Belongs to one lane.
 */
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

    /** Goes on where the segment's file ends as it is. */
    void resume(Segment indexed) {
        ChangeIndex index = ChangeIndex.of(indexed, files);
        if (index.length() > 0) {
            segment = indexed;
            written = index.endPosition();
            length = index.length();
        }
    }

    /**
     * Adds a block behind the one before; if that is missing, it would not count, and is not.
     *
     * @param changes all between the two places, which are in one segment
     */
    void add(Place from, Place to, ChangeList changes) {
        Segment indexed = from.segment();
        boolean isFirst = from.position() == SegmentLayout.PAGE_BYTES;
        boolean follows = segment == indexed && written == from.position();
        if (!isFirst && !follows) {
            return;
        }
        Path path = indexed.beside(ChangeIndex.SUFFIX);
        try {
            if (isFirst) {
                begin(path, indexed);
            }
            append(path, ChangeBlock.draw(from, to, changes));
            segment = indexed;
            written = to.position();
        } catch (IOException full) {
            segment = null;
            warn(path, full);
        }
    }

    private void begin(Path path, Segment indexed) throws IOException {
        ByteBuffer header = ChangeIndex.header(indexed);
        length = header.remaining();
        try (LogFile file = create(path)) {
            file.writeAll(header, 0);
        }
    }

    /** One of a life before goes first. */
    private LogFile create(Path path) throws IOException {
        try {
            return files.create(path);
        } catch (FileAlreadyExistsException old) {
            files.delete(path);
            return files.create(path);
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
