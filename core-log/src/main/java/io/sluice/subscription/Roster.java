package io.sluice.subscription;

import java.util.Arrays;
import java.util.IdentityHashMap;

/** Gives each subscriber a small number while it has subscriptions; identity counts. */
final class Roster<S> {
    static final int NONE = -1;

    private final IdentityHashMap<S, Integer> numbers = new IdentityHashMap<>();
    private Object[] subscribers = new Object[16];
    private int[] free = new int[16];
    private int freeCount;
    private int used;

    int count() {
        return numbers.size();
    }

    /** All numbers are below this. */
    int bound() {
        return used;
    }

    /** The subscriber's number, or {@link #NONE}. */
    int find(S subscriber) {
        return numbers.getOrDefault(subscriber, NONE);
    }

    int findOrAdd(S subscriber) {
        Integer known = numbers.get(subscriber);
        return known == null ? add(subscriber) : known;
    }

    Object subscriber(int number) {
        return subscribers[number];
    }

    void remove(int number) {
        numbers.remove(subscribers[number]);
        subscribers[number] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = number;
    }

    private int add(S subscriber) {
        int number = freeCount > 0 ? free[--freeCount] : used++;
        if (number >= subscribers.length) {
            subscribers = Arrays.copyOf(subscribers, 2 * number);
        }
        subscribers[number] = subscriber;
        numbers.put(subscriber, number);
        return number;
    }
}
