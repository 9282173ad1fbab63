package io.sluice.subscription;

import io.sluice.broker.Grant;
import java.util.Arrays;

/**
 * Each {@link Grant} once, by number, so that equal terms are the same object. The first sixteen
 * are those without identifiers, numbered by their flags; the others are forgotten when there are
 * too many. Not for two threads at once.
 */
final class GrantTable implements IntSlots.Owner {
    private static final int PLAIN_COUNT = Terms.FLAGS + 1;
    private static final int[] NO_IDENTIFIERS = {};

    private final IntSlots slots = new IntSlots(this);
    private Grant[] grants = new Grant[2 * PLAIN_COUNT];
    private int[] flags = new int[2 * PLAIN_COUNT];
    private int count;

    GrantTable() {
        for (int plain = 0; plain < PLAIN_COUNT; plain++) {
            add(plain, NO_IDENTIFIERS);
        }
    }

    Grant grant(int number) {
        return grants[number];
    }

    int count() {
        return count;
    }

    /** The number of what these terms alone grant. */
    int of(int terms) {
        int identifier = Terms.identifier(terms);
        int plain = terms & Terms.FLAGS;
        return identifier == 0 ? plain : find(plain, new int[] {identifier});
    }

    /** The number of what was granted and these terms grant together. */
    int merged(int number, int terms) {
        int both = Terms.mergedFlags(flags[number], terms);
        int[] identifiers = grants[number].subscriptionIds();
        int identifier = Terms.identifier(terms);
        if (identifier > 0) {
            identifiers = Arrays.copyOf(identifiers, identifiers.length + 1);
            identifiers[identifiers.length - 1] = identifier;
            Arrays.sort(identifiers);
        }
        return identifiers.length == 0 ? both : find(both, identifiers);
    }

    /** Forgets all grants that have identifiers: their numbers mean nothing any more. */
    void forget() {
        slots.clear();
        Arrays.fill(grants, PLAIN_COUNT, count, null);
        count = PLAIN_COUNT;
    }

    @Override
    public int hashOf(int number) {
        return hash(flags[number], grants[number].subscriptionIds());
    }

    private int find(int plain, int[] identifiers) {
        int hash = hash(plain, identifiers);
        for (int place = slots.first(hash); ; place = slots.next(place)) {
            int number = slots.at(place);
            if (number == IntSlots.FREE) {
                int added = add(plain, identifiers);
                slots.add(added, hash);
                return added;
            }
            if (flags[number] == plain
                    && Arrays.equals(grants[number].subscriptionIds(), identifiers)) {
                return number;
            }
        }
    }

    private int add(int plain, int[] identifiers) {
        if (count == grants.length) {
            grants = Arrays.copyOf(grants, 2 * count);
            flags = Arrays.copyOf(flags, 2 * count);
        }
        flags[count] = plain;
        grants[count] =
                new Grant(
                        Terms.qos(plain),
                        Terms.noLocal(plain),
                        Terms.retainAsPublished(plain),
                        identifiers);
        return count++;
    }

    private static int hash(int plain, int[] identifiers) {
        return Hash.of(plain, Arrays.hashCode(identifiers));
    }
}
