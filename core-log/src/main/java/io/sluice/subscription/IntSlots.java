package io.sluice.subscription;

/**
 * An open-addressed table of small numbers, at most half full. What the numbers stand for, and when
 * two are the same, the owner knows: a look-up walks the places of a hash until it finds its own or
 * a free one.
 */
final class IntSlots {
    /** Tells the hash that a number was added with. */
    interface Owner {
        int hashOf(int number);
    }

    /** What {@link #at} says of a free place. */
    static final int FREE = -1;

    private static final int SLOTS_MIN = 8;

    private final Owner owner;
    private int[] slots = new int[SLOTS_MIN];
    private int count;

    IntSlots(Owner owner) {
        this.owner = owner;
    }

    /** Makes room for so many, of which none need be there. */
    void expect(int expected) {
        int length = Integer.highestOneBit(Math.max(1, expected)) << 2;
        if (length > slots.length) {
            resize(length);
        }
    }

    int count() {
        return count;
    }

    /** All numbers, in no order. */
    int[] toArray() {
        int[] all = new int[count];
        int i = 0;
        for (int slot : slots) {
            if (slot != 0) {
                all[i++] = slot - 1;
            }
        }
        return all;
    }

    int first(int hash) {
        return hash & slots.length - 1;
    }

    int next(int place) {
        return place + 1 & slots.length - 1;
    }

    int at(int place) {
        return slots[place] - 1;
    }

    void add(int number, int hash) {
        if (2 * (count + 1) > slots.length) {
            resize(2 * slots.length);
        }
        seat(number, hash);
        count++;
    }

    /** Takes the number out and closes the gap, so that no walk ends too early. */
    void remove(int number, int hash) {
        int gap = first(hash);
        while (at(gap) != number) {
            gap = next(gap);
        }
        for (int i = next(gap); slots[i] != 0; i = next(i)) {
            int home = first(owner.hashOf(at(i)));
            if ((i - home & slots.length - 1) >= (i - gap & slots.length - 1)) {
                slots[gap] = slots[i];
                gap = i;
            }
        }
        slots[gap] = 0;
        count--;
    }

    void clear() {
        slots = new int[SLOTS_MIN];
        count = 0;
    }

    private void resize(int length) {
        int[] old = slots;
        slots = new int[length];
        for (int slot : old) {
            if (slot != 0) {
                seat(slot - 1, owner.hashOf(slot - 1));
            }
        }
    }

    private void seat(int number, int hash) {
        int place = first(hash);
        while (slots[place] != 0) {
            place = next(place);
        }
        slots[place] = number + 1;
    }
}
