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
    private final NameTable<Access> answers = new NameTable<>(Access.PARTLY, COUNT_MAX);
    private boolean isAsked;

    DeliveryRights(Authorizer authorizer, Client client) {
        this.authorizer = authorizer;
        this.client = client;
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
            access =
                    authorizer.decide(
                                            client.principal(),
                                            client.id(),
                                            Action.SUBSCRIBE,
                                            ReservedNames.inner(message.topic()))
                                    == Access.ALLOWED
                            ? Access.ALLOWED
                            : Access.DENIED;
            answers.put(bytes, message.topicAt(), message.topicBytes(), access);
        }
        return access == Access.ALLOWED;
    }
}
