package io.sluice.stomp;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Authorizer;
import io.sluice.auth.Principal;
import io.sluice.broker.MessageView;
import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;
import java.util.HashMap;
import java.util.Map;

/**
 * What one subscription may be sent. Asks for the filter once, and for each topic only if the
 * answer was {@link Access#PARTLY}; asks anew when answers may have changed.
 */
@OwnedBy(Lane.EVENT_LOOP)
final class DeliveryRights {
    private static final int TOPICS_MAX = 1024;

    private final Authorizer authorizer;
    private final Principal who;
    private final String clientId;
    private final Destination destination;
    private final Map<String, Boolean> topics = new HashMap<>();
    private long version;
    private Access access;

    DeliveryRights(Authorizer authorizer, Client client, Destination destination) {
        this.authorizer = authorizer;
        this.who = client.principal();
        this.clientId = client.clientId();
        this.destination = destination;
        ask();
    }

    /** Whether the subscription may be there at all, as of now. */
    boolean hold() {
        if (authorizer.version() != version) {
            ask();
        }
        return access != Access.DENIED;
    }

    /** Whether this message may be sent, as of the last {@link #hold}. */
    boolean cover(MessageView message) {
        return access == Access.ALLOWED || coversTopic(message.topic());
    }

    private void ask() {
        // the version first: an answer that is newer than it is asked for once more
        version = authorizer.version();
        String filter = destination.filter().inner().text();
        // a connection's own queue is its own
        access =
                destination.isTemporary()
                        ? Access.ALLOWED
                        : authorizer.decide(who, clientId, Action.SUBSCRIBE, filter);
        topics.clear();
    }

    private boolean coversTopic(String topic) {
        Boolean known = topics.get(topic);
        if (known != null) {
            return known;
        }
        if (topics.size() >= TOPICS_MAX) {
            topics.clear();
        }
        boolean allowed =
                authorizer.decide(who, clientId, Action.SUBSCRIBE, topic) == Access.ALLOWED;
        topics.put(topic, allowed);
        return allowed;
    }
}
