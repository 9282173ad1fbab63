package io.sluice.subscription;

import io.sluice.broker.Grant;
import java.util.Arrays;

/**
 * Asks a {@link FilterSet} about one record after the other. Belongs to one reader of the log and
 * remembers the topics that it met last, so that the next record of a topic costs a comparison of
 * names. Equal terms are the same object for as long as the reader meets fewer than some thousand
 * different ones.
 */
public final class FilterReader {
    private static final int TOPICS_KEPT = 256;
    private static final int GRANTS_KEPT_MAX = 4096;
    private static final int NAME_BYTES_KEPT_MAX = 256;

    private final FilterSet filters;
    private final TrieWalk walk;
    private final GrantTable grants = new GrantTable();
    private Kept[] kept = new Kept[4];
    private int misses;

    /**
     * What a topic was granted.
     *
     * @param settledFrom from this offset on all that match are effective, so that {@code grant}
     *     holds
     */
    private record Kept(byte[] name, Grant grant, long settledFrom) {
        static final Kept NOTHING = new Kept(new byte[0], FilterSet.NONE, Long.MAX_VALUE);

        boolean isOf(byte[] utf8, int from, int length) {
            return name.length == length
                    && Arrays.equals(name, 0, length, utf8, from, from + length);
        }
    }

    FilterReader(FilterSet filters) {
        this.filters = filters;
        walk = new TrieWalk(filters.trie());
        Arrays.fill(kept, Kept.NOTHING);
    }

    /** What a record of this topic at this offset is granted, or {@link FilterSet#NONE}. */
    public Grant grant(byte[] utf8, int from, int length, long offset) {
        int hash = Hash.of(utf8, from, length);
        Kept here = kept[hash & kept.length - 1];
        if (offset >= here.settledFrom && here.isOf(utf8, from, length)) {
            return here.grant;
        }
        return grantAnew(hash, utf8, from, length, offset);
    }

    private Grant grantAnew(int hash, byte[] utf8, int from, int length, long offset) {
        forgetTooManyGrants();
        int count = walk.match(utf8, from, length);
        long settledFrom = Long.MIN_VALUE;
        int number = -1;
        for (int i = 0; i < count; i++) {
            int filter = walk.found(i);
            long effectiveFrom = filters.effectiveFrom(filter);
            settledFrom = Math.max(settledFrom, effectiveFrom);
            if (effectiveFrom <= offset) {
                int terms = filters.terms(filter);
                number = number < 0 ? grants.of(terms) : grants.merged(number, terms);
            }
        }
        Grant grant = number < 0 ? FilterSet.NONE : grants.grant(number);
        if (offset >= settledFrom && length <= NAME_BYTES_KEPT_MAX) {
            keep(hash, new Kept(Arrays.copyOfRange(utf8, from, from + length), grant, settledFrom));
        }
        return grant;
    }

    /** Grows while it is missed often: a session with one topic needs no more than one place. */
    private void keep(int hash, Kept topic) {
        if (++misses > 2 * kept.length && kept.length < TOPICS_KEPT) {
            Kept[] old = kept;
            kept = new Kept[4 * old.length];
            Arrays.fill(kept, Kept.NOTHING);
            for (Kept each : old) {
                kept[Hash.of(each.name, 0, each.name.length) & kept.length - 1] = each;
            }
            misses = 0;
        }
        kept[hash & kept.length - 1] = topic;
    }

    private void forgetTooManyGrants() {
        if (grants.count() > GRANTS_KEPT_MAX) {
            grants.forget();
            Arrays.fill(kept, Kept.NOTHING);
        }
    }
}
