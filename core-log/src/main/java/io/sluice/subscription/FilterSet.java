package io.sluice.subscription;

import io.sluice.broker.Grant;
import io.sluice.broker.Subscription;
import io.sluice.log.TopicWish;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The subscriptions of one session as they were at one time, for those who read the log on its
 * behalf. Does not change, and may be read by several lanes, each with a {@link #reader} of its
 * own.
 */
public final class FilterSet {
    /** What is granted when no subscription matches: to be compared by identity. */
    public static final Grant NONE = new Grant(0, false, false, new int[0]);

    /** The set in which nothing matches. */
    public static final FilterSet EMPTY = of(List.of(), new long[0]);

    private final List<String> texts;
    private final FilterTrie trie;
    private final int[] terms;
    private final long[] effectiveFrom;
    private final int count;

    private FilterSet(
            List<String> texts, FilterTrie trie, int[] terms, long[] effectiveFrom, int count) {
        this.texts = texts;
        this.trie = trie;
        this.terms = terms;
        this.effectiveFrom = effectiveFrom;
        this.count = count;
    }

    /**
     * A set of subscriptions to different filters.
     *
     * @param effectiveFrom for each, the first offset that it takes
     */
    public static FilterSet of(List<Subscription> subscriptions, long[] effectiveFrom) {
        FilterTrie trie = new FilterTrie();
        int[] numbers = new int[effectiveFrom.length];
        for (int i = 0; i < numbers.length; i++) {
            String filter = subscriptions.get(i).filter().text();
            numbers[i] = trie.add(filter.getBytes(StandardCharsets.UTF_8));
        }
        int[] terms = new int[trie.bound()];
        long[] offsets = new long[trie.bound()];
        for (int i = 0; i < numbers.length; i++) {
            terms[numbers[i]] = Terms.of(subscriptions.get(i));
            offsets[numbers[i]] = effectiveFrom[i];
        }
        List<String> texts =
                subscriptions.stream().map(one -> one.filter().text()).sorted().toList();
        return new FilterSet(texts, trie, terms, offsets, numbers.length);
    }

    /** The filters, in an order of their own: equal where the same topics are wanted. */
    public List<String> texts() {
        return texts;
    }

    /** How many subscriptions there are. */
    public int count() {
        return count;
    }

    /** A new pair of eyes on this set, for one thread. */
    public FilterReader reader() {
        return new FilterReader(this);
    }

    /** The topics it wants, for one thread that searches the log for them. */
    public TopicWish wish() {
        return new FilterWish(this);
    }

    FilterTrie trie() {
        return trie;
    }

    int terms(int filter) {
        return terms[filter];
    }

    /** The first offset that the filter of this number takes. */
    long effectiveFrom(int filter) {
        return effectiveFrom[filter];
    }
}
