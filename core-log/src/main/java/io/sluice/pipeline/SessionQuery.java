package io.sluice.pipeline;

import io.sluice.broker.Subscription;
import io.sluice.subscription.SessionEntry;
import java.util.function.Predicate;

/**
 * Which sessions an operator wants to see.
 *
 * @param text what their name contains; empty for all
 * @param state whether they are connected
 * @param kind which of them are of interest at all
 * @param topic a topic name that one of their subscriptions takes; empty for all
 * @param after the reference of the session behind which to begin; 0 for the first page
 * @param max how many at most
 */
public record SessionQuery(String text, State state, Kind kind, String topic, int after, int max) {
    /** Whether a connection holds them. */
    public enum State {
        ANY,
        CONNECTED,
        ASLEEP
    }

    /** What sort of sessions. */
    public enum Kind {
        /** Those of clients, with a name. */
        NAMED,
        /** Those of clients, also nameless ones, that have subscriptions. */
        SUBSCRIBED
    }

    Predicate<SessionEntry> wanted() {
        return entry -> !entry.isGroup() && isOfKind(entry) && isInState(entry) && isMeant(entry);
    }

    private boolean isOfKind(SessionEntry entry) {
        return kind == Kind.NAMED ? entry.isNamed() : entry.subscriptionCount() > 0;
    }

    private boolean isInState(SessionEntry entry) {
        return state == State.ANY || entry.isConnected() == (state == State.CONNECTED);
    }

    private boolean isMeant(SessionEntry entry) {
        return (text.isEmpty() || entry.label().contains(text))
                && (topic.isEmpty() || takes(entry, topic));
    }

    /** Whether one of its subscriptions takes messages of this topic. */
    static boolean takes(SessionEntry entry, String topic) {
        for (Subscription subscription : entry.subscriptions()) {
            if (subscription.filter().inner().matches(topic)) {
                return true;
            }
        }
        return false;
    }
}
