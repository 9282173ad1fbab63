package io.sluice.subscription;

import io.sluice.broker.Grant;
import java.util.Arrays;

/** Each {@link Match} once, by number; number 0 is the one without subscribers. */
final class MatchTable<S> implements IntSlots.Owner {
    static final int EMPTY = 0;

    private final Match<S> empty = new Match<>(new Object[0], new Grant[0], new int[0], 0);
    private final IntSlots slots = new IntSlots(this);
    private Object[] matches = {empty};
    private int count = 1;
    private long membersHeld;

    @SuppressWarnings("unchecked") // only matches of this index come in
    Match<S> match(int number) {
        return (Match<S>) matches[number];
    }

    /** How many subscribers all matches have together: the measure of the memory held. */
    long membersHeld() {
        return membersHeld;
    }

    /** The number of the match that says what was gathered. */
    int intern(Gathering<S> gathering) {
        if (gathering.isEmpty()) {
            return EMPTY;
        }
        int hash = gathering.hash();
        for (int place = slots.first(hash); ; place = slots.next(place)) {
            int number = slots.at(place);
            if (number == IntSlots.FREE) {
                return add(gathering.toMatch(hash), hash);
            }
            Match<S> match = match(number);
            if (match.contentHash() == hash && gathering.isSame(match)) {
                return number;
            }
        }
    }

    /** Lets go of all matches: their numbers mean nothing any more. */
    void forget() {
        slots.clear();
        matches = new Object[] {empty};
        count = 1;
        membersHeld = 0;
    }

    @Override
    public int hashOf(int number) {
        return match(number).contentHash();
    }

    private int add(Match<S> match, int hash) {
        if (count == matches.length) {
            matches = Arrays.copyOf(matches, 2 * count);
        }
        matches[count] = match;
        membersHeld += match.count();
        slots.add(count, hash);
        return count++;
    }
}
