package io.sluice.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a segment by topic: some indexes over its beginning, one behind the other.
 * Housekeeping makes it longer as the segment grows, and one index of it when it is closed.
 *
 * @param position behind the last indexed record
 * @param offset one behind the last indexed record's
 */
record SegmentTopics(List<TopicIndex> parts, int position, long offset, State state) {
    /** What is to be done with it. */
    enum State {
        /** It grows with its segment. */
        GROWING,
        /** It holds all of a closed segment. */
        WHOLE,
        /** A reader found it wrong: all of it is to be made again. */
        WRONG,
        /** Nobody is to try again. */
        GIVEN_UP
    }

    static SegmentTopics none(long baseOffset) {
        return nothing(baseOffset, State.GROWING);
    }

    static SegmentTopics wrong(long baseOffset) {
        return nothing(baseOffset, State.WRONG);
    }

    static SegmentTopics givenUp(long baseOffset) {
        return nothing(baseOffset, State.GIVEN_UP);
    }

    private static SegmentTopics nothing(long baseOffset, State state) {
        return new SegmentTopics(List.of(), SegmentLayout.PAGE_BYTES, baseOffset, state);
    }

    SegmentTopics with(TopicIndex part, int endPosition, long endOffset) {
        List<TopicIndex> longer = new ArrayList<>(parts);
        longer.add(part);
        return new SegmentTopics(List.copyOf(longer), endPosition, endOffset, State.GROWING);
    }

    boolean isFinal() {
        return state == State.WHOLE || state == State.GIVEN_UP;
    }
}
