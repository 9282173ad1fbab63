package io.sluice.subscription;

import java.util.Arrays;

/**
 * Who subscribes to what, in numbers: for each list (a topic, or a filter) its subscribers and
 * their terms, and for each subscriber its lists. A member costs about 40 bytes; adding, replacing
 * and removing one takes the same time however long the lists are.
 */
final class SubscriptionLists implements IntSlots.Owner {
    static final int NONE = -1;

    private final IntSlots slots = new IntSlots(this);
    private int[] listHeads = {};
    private int[] subscriberHeads = {};
    private int[] lists = new int[16];
    private int[] subscribers = new int[16];
    private int[] terms = new int[16];
    private int[] nextsInList = new int[16];
    private int[] previousesInList = new int[16];
    private int[] nextsOfSubscriber = new int[16];
    private int[] previousesOfSubscriber = new int[16];
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
        return nextsInList[member];
    }

    /** One member that is this subscriber, or {@link #NONE}. */
    int anyOf(int subscriber) {
        return subscriber < subscriberHeads.length ? subscriberHeads[subscriber] : NONE;
    }

    int list(int member) {
        return lists[member];
    }

    int subscriber(int member) {
        return subscribers[member];
    }

    int terms(int member) {
        return terms[member];
    }

    /** The member of the list that is this subscriber, or {@link #NONE}. */
    int find(int list, int subscriber) {
        int hash = Hash.of(list, subscriber);
        for (int place = slots.first(hash); ; place = slots.next(place)) {
            int member = slots.at(place);
            if (member == IntSlots.FREE) {
                return NONE;
            }
            if (lists[member] == list && subscribers[member] == subscriber) {
                return member;
            }
        }
    }

    void replace(int member, int newTerms) {
        terms[member] = newTerms;
    }

    /** Adds a member, which must not be there yet. */
    void add(int list, int subscriber, int itsTerms) {
        listHeads = withHead(listHeads, list);
        subscriberHeads = withHead(subscriberHeads, subscriber);
        int member = takeNumber();
        lists[member] = list;
        subscribers[member] = subscriber;
        terms[member] = itsTerms;
        link(member, listHeads, list, nextsInList, previousesInList);
        link(member, subscriberHeads, subscriber, nextsOfSubscriber, previousesOfSubscriber);
        slots.add(member, hashOf(member));
        count++;
    }

    void remove(int member) {
        slots.remove(member, hashOf(member));
        unlink(member, listHeads, lists[member], nextsInList, previousesInList);
        unlink(
                member,
                subscriberHeads,
                subscribers[member],
                nextsOfSubscriber,
                previousesOfSubscriber);
        nextsInList[member] = free;
        free = member;
        count--;
    }

    @Override
    public int hashOf(int member) {
        return Hash.of(lists[member], subscribers[member]);
    }

    private static int[] withHead(int[] heads, int number) {
        if (number < heads.length) {
            return heads;
        }
        int[] more = Arrays.copyOf(heads, Math.max(16, number + (number >> 1) + 1));
        Arrays.fill(more, heads.length, more.length, NONE);
        return more;
    }

    private static void link(int member, int[] heads, int head, int[] nexts, int[] previouses) {
        int next = heads[head];
        nexts[member] = next;
        previouses[member] = NONE;
        if (next != NONE) {
            previouses[next] = member;
        }
        heads[head] = member;
    }

    private static void unlink(int member, int[] heads, int head, int[] nexts, int[] previouses) {
        int next = nexts[member];
        int previous = previouses[member];
        if (previous == NONE) {
            heads[head] = next;
        } else {
            nexts[previous] = next;
        }
        if (next != NONE) {
            previouses[next] = previous;
        }
    }

    private int takeNumber() {
        if (free != NONE) {
            int member = free;
            free = nextsInList[member];
            return member;
        }
        if (used == lists.length) {
            grow(used + (used >> 1));
        }
        return used++;
    }

    private void grow(int length) {
        lists = Arrays.copyOf(lists, length);
        subscribers = Arrays.copyOf(subscribers, length);
        terms = Arrays.copyOf(terms, length);
        nextsInList = Arrays.copyOf(nextsInList, length);
        previousesInList = Arrays.copyOf(previousesInList, length);
        nextsOfSubscriber = Arrays.copyOf(nextsOfSubscriber, length);
        previousesOfSubscriber = Arrays.copyOf(previousesOfSubscriber, length);
    }
}
