package io.sluice.mqtt;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/**
 * Whether one client may read what comes to it: asked for each topic, once, if a filter of its own
 * reaches beyond what it may read.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class DeliveryRights {
    private static final int COUNT_MAX = 4096;

    private final Authorizer authorizer;
    private final Client client;
    private final Action[] actions;
    private final NameTable<Access> answers = new NameTable<>(Access.PARTLY, COUNT_MAX);
    private boolean isAsked;

    /**
     * @param actions all of which must be allowed
     */
    DeliveryRights(Authorizer authorizer, Client client, Action... actions) {
        this.authorizer = authorizer;
        this.client = client;
        this.actions = actions;
    }

    /** What is to be said of a whole filter; if it reaches too far, messages are looked at. */
    boolean mayRead(String filter) {
        Access access = decide(filter);
        if (access == Access.PARTLY) {
            ask(true);
        }
        return access != Access.DENIED;
    }

    /** Whether messages must be looked at one by one. */
    boolean isAsked() {
        return isAsked;
    }

    /** A filter was granted that reaches too far, or rights have changed. */
    void ask(boolean each) {
        isAsked = each;
        answers.clear();
    }

    boolean mayRead(MessageView message) {
        if (!isAsked) {
            return true;
        }
        byte[] bytes = message.bytes();
        Access access = answers.find(bytes, message.topicAt(), message.topicBytes());
        if (access == Access.PARTLY) {
            boolean isAllowed = decide(ReservedNames.inner(message.topic())) == Access.ALLOWED;
            access = isAllowed ? Access.ALLOWED : Access.DENIED;
            answers.put(bytes, message.topicAt(), message.topicBytes(), access);
        }
        return access == Access.ALLOWED;
    }

    /** The least that any of the actions gets. */
    private Access decide(String topicOrFilter) {
        Access least = Access.ALLOWED;
        for (Action action : actions) {
            Access access =
                    authorizer.decide(client.principal(), client.id(), action, topicOrFilter);
            if (access == Access.DENIED) {
                return Access.DENIED;
            }
            least = access == Access.PARTLY ? access : least;
        }
        return least;
    }
}
