package io.sluice.log;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topic index: adds to that of the last segment what was written meanwhile, and when a
 * segment is closed puts all of it into a {@link Sidecar}. So the append does nothing for it, and
 * what it says always comes from records that verify. Segments that were there at the opening get a
 * {@link ChangeIndex} on the way, if they have none; of later ones the append makes it.
 *
 * <p>Without an index, or with a part of one, readers look at all records instead: nothing that
 * goes wrong here is a fault.
 */
@OwnedBy(Lane.HOUSEKEEPING)
final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    /** What a reader may have to look through at the end of the log. */
    private static final int PART_BYTES_MIN = 1 << 20;

    /** What is looked at in one go, so that the lane's other chores have their turns. */
    private static final int PART_BYTES_MAX = 32 << 20;

    /** What it costs to find that there is nothing to look at. */
    private static final long LOADED_BYTES = 1 << 20;

    private static final int FIRST = SegmentLayout.PAGE_BYTES;

    private final LogConfig config;
    private final LogFiles files;
    private final SegmentList segments;
    private final ChangeIndexWriter changes;
    private final long appendedFromLife;
    private long firstLife = -1;
    private boolean hasWarned;

    /**
     * @param appendedFromLife the first segment's to which records are appended
     */
    Indexer(LogConfig config, LogFiles files, SegmentList segments, long appendedFromLife) {
        this.config = config;
        this.files = files;
        this.segments = segments;
        this.appendedFromLife = appendedFromLife;
        changes = new ChangeIndexWriter(files);
    }

    /** One turn; whether another is wanted at once. */
    boolean run() throws IOException {
        removeOrphans();
        long looked = 0;
        for (Segment segment : segments.all()) {
            if (!segment.topics().isFinal() && segment.pin()) {
                try {
                    looked += index(segment);
                } finally {
                    segment.unpin();
                }
                if (looked >= PART_BYTES_MAX) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Those of segments that were trimmed, or written anew when the log was opened. */
    private void removeOrphans() throws IOException {
        long life = segments.first().life();
        if (life == firstLife) {
            return;
        }
        firstLife = life;
        Set<Path> wanted = new HashSet<>();
        for (Segment segment : segments.all()) {
            wanted.add(segment.beside(SidecarLayout.SUFFIX));
            wanted.add(segment.beside(ChangeIndex.SUFFIX));
        }
        for (Path path : files.list(config.directory())) {
            String name = path.getFileName().toString();
            boolean isIndex =
                    name.endsWith(SidecarLayout.SUFFIX) || name.endsWith(ChangeIndex.SUFFIX);
            if (isIndex && !wanted.contains(path)) {
                files.delete(path);
            }
        }
    }

    /** How many bytes of records it looked at. */
    private long index(Segment segment) {
        SegmentTopics known = segment.topics();
        try {
            boolean isNew =
                    known.state() == SegmentTopics.State.GROWING && known.position() == FIRST;
            if (segment.isClosed() && isNew && load(segment)) {
                return LOADED_BYTES;
            }
            return extend(segment, known);
        } catch (CorruptLogException damage) {
            LOG.error("no topic index for it: {}", damage.getMessage());
            segment.topics(SegmentTopics.givenUp(segment.baseOffset()));
        } catch (IOException fault) {
            warn(segment, fault);
            segment.topics(SegmentTopics.givenUp(segment.baseOffset()));
        }
        return LOADED_BYTES;
    }

    private void warn(Segment segment, IOException fault) {
        if (!hasWarned) {
            hasWarned = true;
            LOG.warn("{} gets no topic index: {}", segment.path(), fault.getMessage(), fault);
        }
    }

    private long extend(Segment segment, SegmentTopics known) throws IOException {
        boolean isClosed = segment.isClosed();
        int limit = segment.readableTo();
        SegmentTopics longer = known;
        if (limit - known.position() >= (isClosed ? 1 : PART_BYTES_MIN)) {
            RecordWalk walk = RecordWalk.over(segment, known.position(), limit, known.offset());
            PostingsBuilder builder = new PostingsBuilder();
            builder.addAll(segment, walk, known.position() + PART_BYTES_MAX);
            if (lacksChanges(segment, known, limit)) {
                Place from = new Place(segment, known.position(), known.offset(), 0);
                Place to = new Place(segment, walk.nextPosition(), walk.nextOffset(), 0);
                changes.add(from, to, builder.changes());
            }
            longer = known.with(builder.build(), walk.nextPosition(), walk.nextOffset());
            segment.topics(longer);
        }
        if (isClosed && longer.position() >= limit) {
            seal(segment, longer);
        }
        return (long) longer.position() - known.position();
    }

    /** Asked at the segment's beginning; what comes behind follows that, or is not written. */
    private boolean lacksChanges(Segment segment, SegmentTopics known, int limit) {
        return segment.life() < appendedFromLife
                && (known.position() > FIRST
                        || ChangeIndex.of(segment, files).endPosition() < limit);
    }

    /** Whether there was a sidecar that fits. */
    private boolean load(Segment segment) {
        Path path = segment.beside(SidecarLayout.SUFFIX);
        try {
            if (!files.list(config.directory()).contains(path)) {
                return false;
            }
            finish(segment, Sidecar.open(path, files, segment));
            return true;
        } catch (IOException useless) {
            LOG.warn("{}; it is made again", useless.getMessage());
            return false;
        }
    }

    private void seal(Segment segment, SegmentTopics known) throws IOException {
        PostingsBuilder builder = new PostingsBuilder();
        for (TopicIndex part : known.parts()) {
            builder.addAll((TopicPostings) part);
        }
        Path path = segment.beside(SidecarLayout.SUFFIX);
        Path preparing = path.resolveSibling(path.getFileName() + SegmentStock.PREPARING);
        if (files.list(config.directory()).contains(preparing)) {
            files.delete(preparing);
        }
        try (LogFile file = files.create(preparing)) {
            new SidecarWriter(file, builder.build()).write(segment, known.offset());
        }
        files.rename(preparing, path);
        finish(segment, Sidecar.open(path, files, segment));
    }

    private static void finish(Segment segment, Sidecar sidecar) {
        segment.topics(
                new SegmentTopics(
                        List.of(sidecar),
                        segment.readableTo(),
                        sidecar.endOffset(),
                        SegmentTopics.State.WHOLE));
    }
}
