package io.sluice.subscription;

import io.sluice.log.TopicWish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The topics that a {@link FilterSet} wants, whatever the offset. */
final class FilterWish implements TopicWish {
    private static final Comparator<Range> IN_ORDER =
            Comparator.comparing(Range::name, Arrays::compareUnsigned)
                    .thenComparing(Range::isExact);

    /** To ask more of them would cost as much as the names that are leapt over. */
    private static final int LEAPS_MAX = 8;

    private final TrieWalk walk;
    private final List<Range> ranges;
    private final List<NameLeap> leaps;

    FilterWish(FilterSet filters) {
        walk = new TrieWalk(filters.trie());
        ranges = apart(rangesOf(filters.trie()));
        leaps = filters.count() > LEAPS_MAX ? List.of() : leapsOf(filters.trie());
    }

    @Override
    public List<Range> ranges() {
        return ranges;
    }

    @Override
    public boolean wants(byte[] utf8, int from, int length) {
        return walk.match(utf8, from, length) > 0;
    }

    @Override
    public byte[] bound(byte[] utf8, int from, int length) {
        byte[] least = ANY;
        for (int i = 0; i < leaps.size(); i++) {
            byte[] bound = leaps.get(i).bound(utf8, from, length);
            if (i == 0 || Arrays.compareUnsigned(bound, least) < 0) {
                least = bound;
            }
        }
        return least;
    }

    private static List<NameLeap> leapsOf(FilterTrie trie) {
        List<NameLeap> leaps = new ArrayList<>();
        for (int number = 0; number < trie.bound(); number++) {
            if (trie.isUsed(number)) {
                leaps.add(new NameLeap(trie.filter(number)));
            }
        }
        return leaps;
    }

    private static List<Range> rangesOf(FilterTrie trie) {
        List<Range> ranges = new ArrayList<>();
        for (int number = 0; number < trie.bound(); number++) {
            if (trie.isUsed(number)) {
                ranges.add(range(trie.filter(number)));
            }
        }
        ranges.sort(IN_ORDER);
        return ranges;
    }

    /** What stands before the first wildcard; "a/#" stands for "a" too. */
    private static Range range(byte[] filter) {
        for (int i = 0; i < filter.length; i++) {
            boolean startsLevel = i == 0 || filter[i - 1] == '/';
            if (startsLevel && filter[i] == '+') {
                return new Range(Arrays.copyOf(filter, i), false);
            }
            if (startsLevel && filter[i] == '#') {
                return new Range(Arrays.copyOf(filter, Math.max(0, i - 1)), false);
            }
        }
        return new Range(filter, true);
    }

    private static List<Range> apart(List<Range> sorted) {
        List<Range> apart = new ArrayList<>();
        for (Range range : sorted) {
            Range last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
            if (last == null || !contains(last, range)) {
                apart.add(range);
            }
        }
        return List.copyOf(apart);
    }

    private static boolean contains(Range outer, Range inner) {
        int length = outer.name().length;
        return outer.isExact()
                ? outer.equals(inner)
                : inner.name().length >= length
                        && Arrays.equals(outer.name(), 0, length, inner.name(), 0, length);
    }
}
