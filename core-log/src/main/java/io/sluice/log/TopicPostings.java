package io.sluice.log;

import java.io.IOException;
import java.util.Arrays;

/**
 * A topic index in memory: the names in order, and for each the positions of its messages, rising.
 */
final class TopicPostings implements TopicIndex {
    private final byte[] names;
    private final int[] nameAt;
    private final int[] firstOf;
    private final int[] positions;

    /**
     * @param names all names back to back, in the order of their unsigned bytes
     * @param nameAt where each begins, and where the last ends
     * @param firstOf the index of each topic's first position, and of the end
     */
    TopicPostings(byte[] names, int[] nameAt, int[] firstOf, int[] positions) {
        this.names = names;
        this.nameAt = nameAt;
        this.firstOf = firstOf;
        this.positions = positions;
    }

    int topicCount() {
        return nameAt.length - 1;
    }

    @Override
    public int recordCount() {
        return positions.length;
    }

    byte[] names() {
        return names;
    }

    int nameAt(int topic) {
        return nameAt[topic];
    }

    int nameBytes(int topic) {
        return nameAt[topic + 1] - nameAt[topic];
    }

    /** Index of the topic's first position; its last is before the next topic's first. */
    int firstOf(int topic) {
        return firstOf[topic];
    }

    int position(int i) {
        return positions[i];
    }

    @Override
    public boolean find(TopicWish wish, PositionList into) {
        SearchCost cost = new SearchCost(recordCount());
        for (TopicWish.Range range : wish.ranges()) {
            int topic = firstFrom(range.name());
            while (topic < topicCount() && range.covers(names, nameAt[topic], nameBytes(topic))) {
                boolean isWanted = wish.wants(names, nameAt[topic], nameBytes(topic));
                int hits = isWanted ? firstOf[topic + 1] - firstOf[topic] : 0;
                if (!cost.takesNames(1) || !cost.takesHits(hits)) {
                    return false;
                }
                into.addAll(positions, firstOf[topic], firstOf[topic] + hits);
                topic++;
            }
        }
        return true;
    }

    @Override
    public void findLast(LastSeen wanted) throws IOException {
        int left = wanted.max();
        for (TopicWish.Range range : wanted.wish().ranges()) {
            int topic = firstFrom(wanted.begin(range));
            while (left > 0
                    && topic < topicCount()
                    && range.covers(names, nameAt[topic], nameBytes(topic))) {
                if (wanted.wants(range, names, nameAt[topic], nameBytes(topic))) {
                    byte[] name = Arrays.copyOfRange(names, nameAt[topic], nameAt[topic + 1]);
                    wanted.into().take(name, positions[firstOf[topic + 1] - 1]);
                    left--;
                }
                topic++;
            }
        }
    }

    /** The first topic whose name is this one or comes behind it. */
    private int firstFrom(byte[] name) {
        int low = 0;
        int high = topicCount() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order =
                    Arrays.compareUnsigned(
                            names, nameAt[middle], nameAt[middle + 1], name, 0, name.length);
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
