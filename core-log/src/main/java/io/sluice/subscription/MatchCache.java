package io.sluice.subscription;

import java.util.Arrays;

/**
 * Which match a topic had, by topic id, and whether that still holds.
 *
 * <p>A change of an exact filter drops its one topic. A change of a wildcard cannot name its
 * topics, but those all share its leading levels without wildcards: so there is a count of changes
 * for all topics, one for each first level, and one for each pair of first levels, the latter two
 * in buckets. What was kept holds while the sum of its three counts is the same; they only grow. A
 * subscription to {@code fleet/truck7/#} thus costs the other trucks nothing.
 *
 * <p>Four ints a topic, in one place: topic id and 1; sum of counts; number of the match; buckets.
 */
final class MatchCache {
    static final int MISS = -1;

    private static final int SLOT_INTS = 4;
    private static final int FIRST_BUCKETS = 1 << 10;
    private static final int SECOND_BUCKETS = 1 << 12;
    private static final int SECOND_SHIFT = 16;
    private static final int CHANGES_MAX = 1 << 30;

    private final int topicsMax;
    private final int[] firstChanges = new int[FIRST_BUCKETS];
    private final int[] secondChanges = new int[SECOND_BUCKETS];
    private int changes;
    private int changesSinceWiped;
    private int[] slots;
    private int mask;

    /**
     * @param topicsMax how many topics are kept at most, rounded down to a power of two
     */
    MatchCache(int topicsMax) {
        this.topicsMax = Integer.highestOneBit(Math.max(1, topicsMax));
        int topics = Math.min(this.topicsMax, 1 << 8);
        slots = new int[SLOT_INTS * topics];
        mask = topics - 1;
    }

    /** The number of the match that was kept, or {@link #MISS}. */
    int find(int topicId) {
        int at = SLOT_INTS * (topicId & mask);
        int[] here = slots;
        if (here[at] != topicId + 1 || here[at + 1] != sum(here[at + 3])) {
            return MISS;
        }
        return here[at + 2];
    }

    void keep(int topicId, TopicLevels levels, int match) {
        if (topicId > mask && mask + 1 < topicsMax) {
            grow(topicId);
        }
        int at = SLOT_INTS * (topicId & mask);
        int buckets = firstBucket(levels) | secondBucket(levels) << SECOND_SHIFT;
        slots[at] = topicId + 1;
        slots[at + 1] = sum(buckets);
        slots[at + 2] = match;
        slots[at + 3] = buckets;
    }

    /** The exact subscriptions of this topic have changed. */
    void drop(int topicId) {
        int at = SLOT_INTS * (topicId & mask);
        if (slots[at] == topicId + 1) {
            slots[at] = 0;
        }
    }

    /** A filter has changed, given by its levels. */
    void changed(TopicLevels filter) {
        if (isWildcard(filter, 0)) {
            dropAll();
        } else if (isWildcard(filter, 1)) {
            firstChanges[firstBucket(filter)]++;
            countChange();
        } else {
            secondChanges[secondBucket(filter)]++;
            countChange();
        }
    }

    /** Nothing that was kept holds any more. */
    void dropAll() {
        changes++;
        countChange();
    }

    private int sum(int buckets) {
        return changes
                + firstChanges[buckets & FIRST_BUCKETS - 1]
                + secondChanges[buckets >>> SECOND_SHIFT];
    }

    /** Long before a sum could come round to an old value, what is old goes for good. */
    private void countChange() {
        if (++changesSinceWiped == CHANGES_MAX) {
            Arrays.fill(slots, 0);
            changesSinceWiped = 0;
        }
    }

    /** A topic keeps its slot, since ids below the old length keep their place. */
    private void grow(int topicId) {
        int topics = mask + 1;
        while (topics <= topicId && topics < topicsMax) {
            topics *= 2;
        }
        slots = Arrays.copyOf(slots, SLOT_INTS * topics);
        mask = topics - 1;
    }

    private static boolean isWildcard(TopicLevels filter, int level) {
        return filter.reaches(level) && (filter.is(level, '+') || filter.is(level, '#'));
    }

    private static int firstBucket(TopicLevels levels) {
        return hash(levels, 0) & FIRST_BUCKETS - 1;
    }

    private static int secondBucket(TopicLevels levels) {
        return Hash.of(hash(levels, 0), hash(levels, 1)) & SECOND_BUCKETS - 1;
    }

    private static int hash(TopicLevels levels, int level) {
        return levels.reaches(level) ? levels.hash(level) : 0;
    }
}
