package io.sluice.subscription;

import io.sluice.broker.Subscription;
import io.sluice.broker.TopicFilter;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import io.sluice.log.TopicTable;
import java.nio.charset.StandardCharsets;

/**
 * Who subscribes to what, and so: who gets the messages of a topic.
 *
 * <p>Filters without wildcards stand in a list by topic id; the others in a trie by level. What a
 * topic matched is kept until a subscription that concerns it changes, and equal matches are one
 * object. Should the topic table be full, an exact filter goes into the trie too: nobody can
 * publish to that topic now, but the filter is not lost.
 *
 * <p>Subscribers that are gone are let go of after at most a thousand departures.
 *
 * @param <S> who is delivered to; compared by identity
 */
@OwnedBy(Lane.LOG)
public final class SubscriptionIndex<S> {
    private static final int DEPARTURES_MAX = 1024;
    private static final int DEPARTURES_MIN = 16;
    private static final long MEMBERS_HELD_MIN = 1 << 16;

    private final TopicTable topics;
    private final Roster<S> roster = new Roster<>();
    private final SubscriptionLists exact = new SubscriptionLists();
    private final SubscriptionLists wild = new SubscriptionLists();
    private final FilterTrie trie = new FilterTrie();
    private final TrieWalk walk = new TrieWalk(trie);
    private final GrantTable grants = new GrantTable();
    private final Gathering<S> gathering = new Gathering<>(roster, grants);
    private final MatchTable<S> matches = new MatchTable<>();
    private final MatchCache cache;
    private final TopicLevels levels = new TopicLevels();
    private int departures;

    /**
     * @param cacheTopicsMax for how many topics a match is kept, 16 bytes each
     */
    public SubscriptionIndex(TopicTable topics, int cacheTopicsMax) {
        this.topics = topics;
        cache = new MatchCache(cacheTopicsMax);
    }

    /** Adds the subscription, or replaces that of the same subscriber and filter. */
    public void put(S subscriber, Subscription subscription) {
        assert Lane.LOG.isHere();
        byte[] filter = utf8(subscription.filter());
        int number = roster.findOrAdd(subscriber);
        int terms = Terms.of(subscription);
        int topicId =
                subscription.filter().hasWildcard()
                        ? -1
                        : topics.findOrAdd(filter, 0, filter.length);
        if (topicId >= 0) {
            putExact(topicId, number, terms);
        } else {
            putWild(filter, number, terms);
        }
    }

    /** Removes the subscription; if there is none, does nothing. */
    public void remove(S subscriber, TopicFilter filter) {
        int number = roster.find(subscriber);
        if (number == Roster.NONE) {
            return;
        }
        byte[] utf8 = utf8(filter);
        int topicId = filter.hasWildcard() ? -1 : topics.find(utf8, 0, utf8.length);
        int member = topicId >= 0 ? exact.find(topicId, number) : SubscriptionLists.NONE;
        if (member != SubscriptionLists.NONE) {
            removeExact(member);
        } else {
            removeWild(utf8, number);
        }
        letGoIfWithout(number);
    }

    /** Removes all that the subscriber has. */
    public void removeAll(S subscriber) {
        int number = roster.find(subscriber);
        if (number == Roster.NONE) {
            return;
        }
        for (int member = exact.anyOf(number); member >= 0; member = exact.anyOf(number)) {
            removeExact(member);
        }
        for (int member = wild.anyOf(number); member >= 0; member = wild.anyOf(number)) {
            removeWild(member);
        }
        letGoIfWithout(number);
    }

    /** How many subscriptions there are. */
    public int count() {
        return exact.count() + wild.count();
    }

    /**
     * Who gets the messages of this topic.
     *
     * @param topicId the topic table's number of the name, or -1
     */
    public Match<S> match(int topicId, byte[] utf8, int from, int length) {
        if (topicId >= 0) {
            int kept = cache.find(topicId);
            if (kept != MatchCache.MISS) {
                return matches.match(kept);
            }
        }
        return matchAnew(topicId, utf8, from, length);
    }

    /** The same, for who knows the name alone. */
    public Match<S> match(byte[] utf8, int from, int length) {
        return match(topics.find(utf8, from, length), utf8, from, length);
    }

    /** How many subscribers the matches that are kept name, all together. */
    long matchesHeld() {
        return matches.membersHeld();
    }

    private Match<S> matchAnew(int topicId, byte[] utf8, int from, int length) {
        if (matches.membersHeld() > Math.max(MEMBERS_HELD_MIN, 8L * count())) {
            forgetMatches();
        }
        gathering.begin();
        if (topicId >= 0) {
            gather(exact, topicId);
        }
        if (wild.count() > 0) {
            for (int i = walk.match(utf8, from, length) - 1; i >= 0; i--) {
                gather(wild, walk.found(i));
            }
        }
        int match = matches.intern(gathering);
        if (topicId >= 0) {
            cache.keep(topicId, levels.on(utf8, from, length), match);
        }
        return matches.match(match);
    }

    private void gather(SubscriptionLists lists, int list) {
        for (int member = lists.first(list); member >= 0; member = lists.next(member)) {
            gathering.add(lists.subscriber(member), lists.terms(member));
        }
    }

    private void putExact(int topicId, int number, int terms) {
        if (put(exact, topicId, number, terms)) {
            cache.drop(topicId);
        }
    }

    private void putWild(byte[] filter, int number, int terms) {
        int list = trie.find(filter);
        if (list == FilterTrie.NONE || wild.find(list, number) == SubscriptionLists.NONE) {
            list = trie.add(filter);
        }
        if (put(wild, list, number, terms)) {
            cache.changed(levels.on(filter, 0, filter.length));
        }
    }

    /** Whether anything has changed. */
    private static boolean put(SubscriptionLists lists, int list, int number, int terms) {
        int member = lists.find(list, number);
        if (member == SubscriptionLists.NONE) {
            lists.add(list, number, terms);
            return true;
        }
        boolean changes = lists.terms(member) != terms;
        lists.replace(member, terms);
        return changes;
    }

    private void removeExact(int member) {
        cache.drop(exact.list(member));
        exact.remove(member);
    }

    private void removeWild(byte[] filter, int number) {
        int list = trie.find(filter);
        int member = list == FilterTrie.NONE ? list : wild.find(list, number);
        if (member != SubscriptionLists.NONE) {
            cache.changed(levels.on(filter, 0, filter.length));
            wild.remove(member);
            trie.remove(list);
        }
    }

    /** The filter's levels are read from the trie, before they go. */
    private void removeWild(int member) {
        int list = wild.list(member);
        byte[] filter = trie.filter(list);
        cache.changed(levels.on(filter, 0, filter.length));
        wild.remove(member);
        trie.remove(list);
    }

    private void letGoIfWithout(int number) {
        if (exact.anyOf(number) != SubscriptionLists.NONE
                || wild.anyOf(number) != SubscriptionLists.NONE) {
            return;
        }
        roster.remove(number);
        departures++;
        if (departures > Math.min(DEPARTURES_MAX, DEPARTURES_MIN + roster.count() / 8)) {
            forgetMatches();
        }
    }

    private void forgetMatches() {
        departures = 0;
        matches.forget();
        grants.forget();
        cache.dropAll();
    }

    private static byte[] utf8(TopicFilter filter) {
        return filter.text().getBytes(StandardCharsets.UTF_8);
    }
}
