package io.sluice.subscription;

import java.util.Arrays;

/**
 * Who subscribes to what, in numbers: for each list (a topic, or a filter) its subscribers and
 * their terms, and for each subscriber its lists. Adding, replacing and removing a member takes the
 * same time however long the lists are.
 *
 * <p>A member is eight ints in one place, so that to look at one costs one miss of the cache: list,
 * subscriber, terms, next and previous in the list, next and previous of the subscriber. With its
 * slot it takes about 50 bytes.
 */
final class SubscriptionLists implements IntSlots.Owner {
    static final int NONE = -1;

    private static final int MEMBER_SHIFT = 3;
    private static final int LIST = 0;
    private static final int SUBSCRIBER = 1;
    private static final int TERMS = 2;
    private static final int IN_LIST = 3;
    private static final int OF_SUBSCRIBER = 5;

    private final IntSlots slots = new IntSlots(this);
    private int[] listHeads = {};
    private int[] subscriberHeads = {};
    private int[] members = new int[16 << MEMBER_SHIFT];
    private int used;
    private int free = NONE;
    private int count;

    /** How many members there are in all lists. */
    int count() {
        return count;
    }

    /** The first member of the list, or {@link #NONE}. */
    int first(int list) {
        return list < listHeads.length ? listHeads[list] : NONE;
    }

    /** The next member of the same list, or {@link #NONE}. */
    int next(int member) {
        return get(member, IN_LIST);
    }

    /** One member that is this subscriber, or {@link #NONE}. */
    int anyOf(int subscriber) {
        return subscriber < subscriberHeads.length ? subscriberHeads[subscriber] : NONE;
    }

    int list(int member) {
        return get(member, LIST);
    }

    int subscriber(int member) {
        return get(member, SUBSCRIBER);
    }

    int terms(int member) {
        return get(member, TERMS);
    }

    /** The member of the list that is this subscriber, or {@link #NONE}. */
    int find(int list, int subscriber) {
        int hash = Hash.of(list, subscriber);
        for (int place = slots.first(hash); ; place = slots.next(place)) {
            int member = slots.at(place);
            if (member == IntSlots.FREE) {
                return NONE;
            }
            if (list(member) == list && subscriber(member) == subscriber) {
                return member;
            }
        }
    }

    void replace(int member, int terms) {
        set(member, TERMS, terms);
    }

    /** Adds a member, which must not be there yet. */
    void add(int list, int subscriber, int terms) {
        listHeads = withHead(listHeads, list);
        subscriberHeads = withHead(subscriberHeads, subscriber);
        int member = takeNumber();
        set(member, LIST, list);
        set(member, SUBSCRIBER, subscriber);
        set(member, TERMS, terms);
        link(member, listHeads, list, IN_LIST);
        link(member, subscriberHeads, subscriber, OF_SUBSCRIBER);
        slots.add(member, hashOf(member));
        count++;
    }

    void remove(int member) {
        slots.remove(member, hashOf(member));
        unlink(member, listHeads, list(member), IN_LIST);
        unlink(member, subscriberHeads, subscriber(member), OF_SUBSCRIBER);
        set(member, IN_LIST, free);
        free = member;
        count--;
    }

    @Override
    public int hashOf(int member) {
        return Hash.of(list(member), subscriber(member));
    }

    private static int[] withHead(int[] heads, int number) {
        if (number < heads.length) {
            return heads;
        }
        int[] more = Arrays.copyOf(heads, Math.max(16, number + (number >> 2) + 1));
        Arrays.fill(more, heads.length, more.length, NONE);
        return more;
    }

    /**
     * Puts the member before the others of a chain.
     *
     * @param chain where in a member its next stands; the previous stands behind that
     */
    private void link(int member, int[] heads, int head, int chain) {
        int next = heads[head];
        set(member, chain, next);
        set(member, chain + 1, NONE);
        if (next != NONE) {
            set(next, chain + 1, member);
        }
        heads[head] = member;
    }

    private void unlink(int member, int[] heads, int head, int chain) {
        int next = get(member, chain);
        int previous = get(member, chain + 1);
        if (previous == NONE) {
            heads[head] = next;
        } else {
            set(previous, chain, next);
        }
        if (next != NONE) {
            set(next, chain + 1, previous);
        }
    }

    private int get(int member, int what) {
        return members[(member << MEMBER_SHIFT) + what];
    }

    private void set(int member, int what, int value) {
        members[(member << MEMBER_SHIFT) + what] = value;
    }

    private int takeNumber() {
        if (free != NONE) {
            int member = free;
            free = next(member);
            return member;
        }
        if (used << MEMBER_SHIFT == members.length) {
            members = Arrays.copyOf(members, used + (used >> 2) << MEMBER_SHIFT);
        }
        return used++;
    }
}
