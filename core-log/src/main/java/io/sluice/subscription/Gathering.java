package io.sluice.subscription;

import io.sluice.broker.Grant;
import java.util.Arrays;

/**
 * The subscribers of one topic while they are gathered: each once, overlapping subscriptions taken
 * together. Keeps its memory. The order in which they come does not matter to {@link #hash} and
 * {@link #isSame}, so nothing is sorted.
 */
final class Gathering<S> {
    private final Roster<S> roster;
    private final GrantTable grants;
    private int[] numbers = new int[16];
    private int[] granted = new int[16];
    private int[] places = new int[16];
    private int count;

    Gathering(Roster<S> roster, GrantTable grants) {
        this.roster = roster;
        this.grants = grants;
    }

    void begin() {
        count = 0;
        if (places.length < roster.bound()) {
            places = Arrays.copyOf(places, 2 * roster.bound());
        }
    }

    void add(int number, int terms) {
        int place = places[number];
        if (isAt(place, number)) {
            granted[place] = grants.merged(granted[place], terms);
            return;
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            granted = Arrays.copyOf(granted, 2 * count);
        }
        numbers[count] = number;
        granted[count] = grants.of(terms);
        places[number] = count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int hash() {
        int sum = count;
        for (int i = 0; i < count; i++) {
            sum += Hash.of(numbers[i], granted[i]);
        }
        return sum;
    }

    /** Whether the match says what was gathered. */
    @SuppressWarnings("ReferenceEquality") // equal grants are one object, subscribers too
    boolean isSame(Match<S> match) {
        if (match.count() != count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int number = match.number(i);
            int place = places[number];
            if (!isAt(place, number)
                    || match.grant(i) != grants.grant(granted[place])
                    || match.subscriber(i) != roster.subscriber(number)) {
                return false;
            }
        }
        return true;
    }

    Match<S> toMatch(int hash) {
        Object[] subscribers = new Object[count];
        Grant[] terms = new Grant[count];
        for (int i = 0; i < count; i++) {
            subscribers[i] = roster.subscriber(numbers[i]);
            terms[i] = grants.grant(granted[i]);
        }
        return new Match<>(subscribers, terms, Arrays.copyOf(numbers, count), hash);
    }

    private boolean isAt(int place, int number) {
        return place < count && numbers[place] == number;
    }
}
