package io.sluice.log;

import java.io.IOException;
import java.util.Arrays;

/**
 * A topic index in memory: the names in order, and for each the positions of its messages, rising.
 */
final class TopicPostings implements TopicIndex {
    private static final int STEPS = 8;

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
            int topic = firstFrom(range.name(), 0);
            while (topic < topicCount() && range.covers(names, nameAt[topic], nameBytes(topic))) {
                if (!wish.wants(names, nameAt[topic], nameBytes(topic))) {
                    topic = behind(topic, wish.bound(names, nameAt[topic], nameBytes(topic)));
                    continue;
                }
                if (!cost.takes(firstOf[topic + 1] - firstOf[topic])) {
                    return false;
                }
                into.addAll(positions, firstOf[topic], firstOf[topic + 1]);
                topic++;
            }
        }
        return true;
    }

    /** The next topic that is not before the bound; steps first, for most bounds are near. */
    private int behind(int topic, byte[] bound) {
        int next = topic + 1;
        for (int end = Math.min(next + STEPS, topicCount()); next < end; next++) {
            if (compare(next, bound) >= 0) {
                return next;
            }
        }
        return firstFrom(bound, next);
    }

    @Override
    public void findLast(LastSeen wanted) throws IOException {
        int left = wanted.max();
        for (TopicWish.Range range : wanted.wish().ranges()) {
            int topic = firstFrom(wanted.begin(range), 0);
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

    /** The first topic from {@code from} on whose name is this one or comes behind it. */
    private int firstFrom(byte[] name, int from) {
        int low = from;
        int high = topicCount() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, name) < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private int compare(int topic, byte[] name) {
        return Arrays.compareUnsigned(
                names, nameAt[topic], nameAt[topic + 1], name, 0, name.length);
    }
}
