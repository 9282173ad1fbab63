package io.sluice.log;

import java.io.IOException;

/** Where in some stretch of a segment the messages of each topic lie. Does not change. */
interface TopicIndex {
    /** How many messages are indexed. */
    int recordCount();

    /**
     * Adds the positions of the messages of wanted topics, in any order.
     *
     * @return false if there are so many that to look at all records costs less; then what was
     *     added is of no use
     * @throws DamagedIndexException if the index is not as it was written
     */
    boolean find(TopicWish wish, PositionList into) throws IOException;

    /**
     * Tells where the last message of each wanted topic lies, in the order of their names.
     *
     * @throws DamagedIndexException if the index is not as it was written
     */
    void findLast(LastSeen wanted) throws IOException;
}
