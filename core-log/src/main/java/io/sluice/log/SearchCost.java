package io.sluice.log;

/**
 * How many messages may be read one by one before it is cheaper to look at all records: a record
 * read alone costs about as much as sixteen that are passed by in a row. To look at a name costs no
 * more than to look at a record, and there are fewer names.
 */
final class SearchCost {
    private static final int RECORDS_A_HIT = 16;
    private static final int FREE = 1024;
    private static final int HITS_MAX = 1 << 17;

    private final int hitsMax;
    private int hits;

    SearchCost(int recordCount) {
        hitsMax = Math.min(HITS_MAX, FREE + recordCount / RECORDS_A_HIT);
    }

    /** So many messages are found; whether it is still worth it to read each alone. */
    boolean takes(int count) {
        hits += count;
        return hits <= hitsMax;
    }
}
