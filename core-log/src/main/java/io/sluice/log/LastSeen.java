package io.sluice.log;

import java.io.IOException;
import java.util.Arrays;

/**
 * Gathers from one index where the last message of each wanted topic lies, in the order of names.
 *
 * @param wish which topics
 * @param after only names behind this one
 * @param max how many at most
 * @param into told each
 */
record LastSeen(TopicWish wish, byte[] after, int max, Into into) {
    /** Takes what was found. */
    interface Into {
        /**
         * A topic.
         *
         * @param position of its last message in the segment
         */
        void take(byte[] name, int position) throws IOException;
    }

    /** Whether the topic of this name is wanted. */
    boolean wants(TopicWish.Range range, byte[] names, int at, int length) {
        return range.covers(names, at, length)
                && Arrays.compareUnsigned(names, at, at + length, after, 0, after.length) > 0
                && wish.wants(names, at, length);
    }

    /** Where in the order of names to begin with this range. */
    byte[] begin(TopicWish.Range range) {
        return Arrays.compareUnsigned(range.name(), after) >= 0 ? range.name() : after;
    }
}
