package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes one {@link SidecarLayout} file, the header last. Nothing is forced: what a power cut tears
 * is seen by its checksum.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class SidecarWriter {
    private static final int STAGING_BYTES = 1 << 20;

    /** More than a block or a page takes. */
    private static final int PIECE_BYTES_MAX =
            SidecarLayout.BLOCK_TOPICS * (6 + 0xFFFF) + Integer.BYTES;

    private final LogFile file;
    private final TopicPostings postings;
    private ByteBuffer directory = SidecarLayout.buffer(STAGING_BYTES);
    private ByteBuffer staging = SidecarLayout.buffer(STAGING_BYTES);
    private int flushedTo = SidecarLayout.PAGE_BYTES;
    private int blockCount;

    SidecarWriter(LogFile file, TopicPostings postings) {
        this.file = file;
        this.postings = postings;
    }

    void write(Segment segment, long endOffset) throws IOException {
        for (int i = 0; i < postings.recordCount(); i += SidecarLayout.PAGE_POSITIONS) {
            page(i);
        }
        for (int i = 0; i < postings.topicCount(); i += SidecarLayout.BLOCK_TOPICS) {
            block(i);
        }
        List<Segment.Mark> marks = segment.marks();
        marks.forEach(this::mark);
        room(Integer.BYTES);
        directory.putInt(SidecarLayout.crc(directory, 0, directory.position()));
        drain();
        file.writeAll(directory.flip(), flushedTo);
        file.writeAll(
                SidecarLayout.draw(
                        new SidecarLayout.Header(
                                segment.salt(),
                                segment.life(),
                                segment.readableTo(),
                                postings.recordCount(),
                                blockCount,
                                marks.size(),
                                flushedTo,
                                directory.limit(),
                                endOffset)),
                0);
    }

    private void page(int first) throws IOException {
        int from = begin(SidecarLayout.PAGE_BYTES);
        int end = Math.min(first + SidecarLayout.PAGE_POSITIONS, postings.recordCount());
        for (int i = first; i < end; i++) {
            staging.putInt(postings.position(i));
        }
        for (int i = end; i < first + SidecarLayout.PAGE_POSITIONS; i++) {
            staging.putInt(0);
        }
        staging.putInt(SidecarLayout.crc(staging, from, staging.position() - from));
    }

    private void block(int first) throws IOException {
        int from = begin(PIECE_BYTES_MAX);
        int at = flushedTo + from;
        int end = Math.min(first + SidecarLayout.BLOCK_TOPICS, postings.topicCount());
        for (int topic = first; topic < end; topic++) {
            staging.putShort((short) postings.nameBytes(topic));
            staging.put(postings.names(), postings.nameAt(topic), postings.nameBytes(topic));
            staging.putInt(postings.firstOf(topic + 1) - postings.firstOf(topic));
        }
        staging.putInt(SidecarLayout.crc(staging, from, staging.position() - from));
        room(16 + postings.nameBytes(first));
        directory.putInt(at).putInt(staging.position() - from).putShort((short) (end - first));
        directory.putInt(postings.firstOf(first)).putShort((short) postings.nameBytes(first));
        directory.put(postings.names(), postings.nameAt(first), postings.nameBytes(first));
        blockCount++;
    }

    private void mark(Segment.Mark mark) {
        room(20);
        directory.putLong(mark.offset()).putInt(mark.position()).putLong(mark.timeMs());
    }

    /** Where in the staging buffer the next piece begins, for which there is room. */
    private int begin(int bytes) throws IOException {
        if (staging.remaining() < bytes) {
            drain();
        }
        if (staging.remaining() < bytes) {
            staging = SidecarLayout.buffer(bytes);
        }
        return staging.position();
    }

    private void drain() throws IOException {
        staging.flip();
        int bytes = staging.remaining();
        file.writeAll(staging, flushedTo);
        flushedTo += bytes;
        staging.clear();
    }

    private void room(int bytes) {
        if (directory.remaining() < bytes) {
            ByteBuffer larger = SidecarLayout.buffer(2 * directory.capacity() + bytes);
            directory = larger.put(directory.flip());
        }
    }
}
