package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads those records of the log that somebody wants, and as few others as it can. For each segment
 * it makes a plan: where the index knows of no wanted topic, it passes over all of it; where there
 * are few messages, it reads each at its position; where there are many, or there is no index, it
 * reads on as a {@link LogReader} does. Belongs to the thread of its reader.
 *
 * <p>The index is never believed over the log: a record that is not where it should be, or does not
 * verify, ends the use of that index, and all records are looked at instead.
 */
public final class TopicSearch {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSearch.class);
    private static final int WINDOW_BYTES = 4096;
    private static final int WINDOW_BYTES_MAX = 64 * 1024;
    private static final int REST_BYTES = 512 * 1024;
    private static final int[] NOTHING = {};

    private final LogReader reader;
    private final SegmentList segments;
    private final LogEnds ends;
    private final TopicWish wish;
    private final CRC32C crc = new CRC32C();
    private Segment planned;
    private SegmentTopics plannedBy;
    private boolean scans;
    private int[] positions = NOTHING;
    private byte[] window = new byte[WINDOW_BYTES];
    private int windowPosition;
    private int windowEnd;

    TopicSearch(LogReader reader, SegmentList segments, LogEnds ends, TopicWish wish) {
        this.reader = reader;
        this.segments = segments;
        this.ends = ends;
        this.wish = wish;
    }

    /**
     * Like {@link LogReader#read}, but records of topics that are not wanted may be missing, so the
     * offsets of neighbours may lie apart. An empty chunk may end far behind {@code from}: then
     * there is nothing wanted up to there.
     */
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
        SegmentTopics topics = segment.topics();
        if (isWorthIt(segment, topics, from) && segment.pin()) {
            try {
                plan(segment, topics);
                if (!scans) {
                    return gather(segment, topics, from, bytesMax);
                }
            } catch (DamagedIndexException damage) {
                LOG.warn("{}; it is made again", damage.getMessage());
                segment.topics(SegmentTopics.wrong(segment.baseOffset()));
            } catch (IOException gone) {
                LOG.debug("{}: goes on without its topic index", segment.path(), gone);
                segment.topics(SegmentTopics.wrong(segment.baseOffset()));
            } finally {
                segment.unpin();
            }
        }
        return reader.read(from, bytesMax);
    }

    /** Not for a rest that is read as fast as a plan is made. */
    private static boolean isWorthIt(Segment segment, SegmentTopics topics, long from) {
        return from < topics.offset()
                && (topics.isFinal()
                        || topics.position() - segment.markBefore(from).position() > REST_BYTES);
    }

    private void plan(Segment segment, SegmentTopics topics) throws IOException {
        if (segment == planned && topics == plannedBy) {
            return;
        }
        planned = segment;
        plannedBy = topics;
        positions = NOTHING;
        windowEnd = 0;
        scans = true;
        PositionList found = new PositionList();
        for (TopicIndex part : topics.parts()) {
            if (!part.find(wish, found)) {
                return;
            }
        }
        positions = found.sorted();
        scans = false;
    }

    private LogChunk gather(Segment segment, SegmentTopics topics, long from, int bytesMax)
            throws IOException {
        int i = firstBehind(segment.markBefore(from).position());
        byte[] found = new byte[WINDOW_BYTES];
        int foundBytes = 0;
        long nextOffset = from;
        while (i < positions.length && foundBytes < bytesMax) {
            int at = load(segment, topics, i++);
            long offset = RecordLayout.offset(window, at);
            if (offset >= from) {
                int length = RecordLayout.next(window, at) - at;
                if (length > found.length - foundBytes) {
                    found = Arrays.copyOf(found, Math.max(2 * found.length, foundBytes + length));
                }
                System.arraycopy(window, at, found, foundBytes, length);
                foundBytes += length;
                nextOffset = offset + 1;
            }
        }
        long end = i == positions.length ? topics.offset() : nextOffset;
        return new LogChunk(found, 0, foundBytes, from, end);
    }

    private int firstBehind(int position) {
        int place = Arrays.binarySearch(positions, position);
        return place >= 0 ? place : -place - 1;
    }

    /** Where in the window the whole record is. */
    private int load(Segment segment, SegmentTopics topics, int i) throws IOException {
        int position = positions[i];
        int room = topics.position() - position;
        if (!holds(position, RecordLayout.HEADER_BYTES)) {
            fill(segment, position, Math.min(room, bytesAhead(i)));
        }
        int at = position - windowPosition;
        if (!RecordLayout.isFormed(window, at, windowEnd - windowPosition, room)
                || RecordLayout.type(window, at) != RecordType.PUBLISH) {
            throw new DamagedIndexException(segment.path(), "no message at byte " + position);
        }
        int length = RecordLayout.next(window, at) - at;
        if (!holds(position, length)) {
            fill(segment, position, Math.min(room, length));
            at = 0;
        }
        if (!RecordLayout.isWhole(window, at, windowEnd - windowPosition, segment.salt(), crc)) {
            throw new DamagedIndexException(segment.path(), "no message at byte " + position);
        }
        return at;
    }

    /** Neighbours are read in one go. */
    private int bytesAhead(int i) {
        int last = i;
        while (last + 1 < positions.length
                && positions[last + 1] - positions[last] < WINDOW_BYTES
                && positions[last + 1] - positions[i] < WINDOW_BYTES_MAX - WINDOW_BYTES) {
            last++;
        }
        return positions[last] - positions[i] + WINDOW_BYTES;
    }

    private boolean holds(int position, int bytes) {
        return position >= windowPosition && position + bytes <= windowEnd;
    }

    private void fill(Segment segment, int position, int bytes) throws IOException {
        if (window.length < bytes) {
            window = new byte[bytes];
        }
        windowEnd = 0;
        segment.file().readAll(ByteBuffer.wrap(window, 0, bytes), position);
        windowPosition = position;
        windowEnd = position + bytes;
    }
}
