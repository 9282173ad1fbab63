package io.sluice.log;

import java.io.IOException;
import java.util.Optional;
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
    private static final int REST_BYTES = 512 * 1024;

    private final LogReader reader;
    private final SegmentList segments;
    private final LogEnds ends;
    private final TopicWish wish;
    private final PostingReader postings = new PostingReader(true);
    private final SearchPlans plans = new SearchPlans();
    private SearchPlans.Plan followed;

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
                SearchPlans.Plan plan = plan(segment, topics);
                if (!plan.scans()) {
                    follow(plan);
                    return postings.gather(
                            segment, topics.position(), topics.offset(), from, bytesMax);
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

    private SearchPlans.Plan plan(Segment segment, SegmentTopics topics) throws IOException {
        Optional<SearchPlans.Plan> known = plans.of(segment, topics);
        if (known.isPresent()) {
            return known.get();
        }
        PositionList found = new PositionList();
        for (TopicIndex part : topics.parts()) {
            if (!part.find(wish, found)) {
                return plans.add(segment, SearchPlans.Plan.scanning(topics));
            }
        }
        return plans.add(segment, SearchPlans.Plan.reading(topics, found.sorted()));
    }

    private void follow(SearchPlans.Plan plan) {
        if (plan != followed) {
            postings.begin(plan.positions());
            followed = plan;
        }
    }
}
