package io.sluice.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a segment by topic: some indexes over its beginning, one behind the other.
 * Housekeeping makes it longer as the segment grows, and one index of it when it is closed.
 *
 * @param position behind the last indexed record
 * @param offset one behind the last indexed record's
 * @param isFinal nothing more will be added
 */
record SegmentTopics(List<TopicIndex> parts, int position, long offset, boolean isFinal) {
    static SegmentTopics none(long baseOffset) {
        return new SegmentTopics(List.of(), SegmentLayout.PAGE_BYTES, baseOffset, false);
    }

    /** Nothing is known, and nobody is to try again. */
    static SegmentTopics givenUp(long baseOffset) {
        return new SegmentTopics(List.of(), SegmentLayout.PAGE_BYTES, baseOffset, true);
    }

    SegmentTopics with(TopicIndex part, int endPosition, long endOffset) {
        List<TopicIndex> longer = new ArrayList<>(parts);
        longer.add(part);
        return new SegmentTopics(List.copyOf(longer), endPosition, endOffset, false);
    }
}
