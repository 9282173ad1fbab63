package io.sluice.log;

/**
 * What of an index may be looked at before it is cheaper to look at all records: a name costs about
 * as much as four records that are passed by in a row, a record read alone as much as sixteen.
 */
final class SearchCost {
    private static final int RECORDS_A_NAME = 4;
    private static final int RECORDS_A_HIT = 16;
    private static final int FREE = 1024;
    private static final int HITS_MAX = 1 << 17;

    private final int namesMax;
    private final int hitsMax;
    private int names;
    private int hits;

    SearchCost(int recordCount) {
        namesMax = FREE + recordCount / RECORDS_A_NAME;
        hitsMax = Math.min(HITS_MAX, FREE + recordCount / RECORDS_A_HIT);
    }

    /** So many names are looked at; whether that is still worth it. */
    boolean takesNames(int count) {
        names += count;
        return names <= namesMax;
    }

    /** So many messages are found; whether it is still worth it to read each alone. */
    boolean takesHits(int count) {
        hits += count;
        return hits <= hitsMax;
    }
}
