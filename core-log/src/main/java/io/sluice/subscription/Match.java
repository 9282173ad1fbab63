package io.sluice.subscription;

import io.sluice.broker.Grant;

/**
 * Who gets the messages of a topic, and under which terms: each subscriber once.
 *
 * <p>Two topics that at one time match the same subscribers under the same terms have the same
 * Match, so that runs of records can be told by identity. It does not change; a change of
 * subscriptions brings another one.
 */
public final class Match<S> {
    private final Object[] subscribers;
    private final Grant[] grants;
    private final int[] numbers;
    private final int hash;

    /** Takes the arrays as its own. */
    Match(Object[] subscribers, Grant[] grants, int[] numbers, int hash) {
        this.subscribers = subscribers;
        this.grants = grants;
        this.numbers = numbers;
        this.hash = hash;
    }

    /** Of a message that is for nobody. */
    public static <S> Match<S> nobody() {
        return new Match<>(new Object[0], new Grant[0], new int[0], 0);
    }

    public int count() {
        return subscribers.length;
    }

    @SuppressWarnings("unchecked") // only subscribers of the index come in
    public S subscriber(int i) {
        return (S) subscribers[i];
    }

    public Grant grant(int i) {
        return grants[i];
    }

    /** The number that the roster gave the subscriber when this was made. */
    int number(int i) {
        return numbers[i];
    }

    int contentHash() {
        return hash;
    }
}
