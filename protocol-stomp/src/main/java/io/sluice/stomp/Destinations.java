package io.sluice.stomp;

import io.sluice.lane.Lane;
import io.sluice.lane.OwnedBy;

/** How one connection's destinations are read: by the configuration, and by what is its own. */
@OwnedBy(Lane.EVENT_LOOP)
final class Destinations {
    private final boolean dottedTopics;
    private final ReplyQueues replies;

    Destinations(boolean dottedTopics, ReplyQueues replies) {
        this.dottedTopics = dottedTopics;
        this.replies = replies;
    }

    /**
     * The topic that a message is for.
     *
     * @param header where it stands, for the complaint: {@code SEND: destination}
     */
    Destination ofMessage(String header, String text) {
        return Dialect.TEMPORARY.isOf(text)
                ? temporary(header, text)
                : Destination.ofMessage(header, text, dottedTopics);
    }

    /** The topics that a subscription is for. */
    Destination ofSubscription(String header, String text) {
        return Dialect.TEMPORARY.isOf(text)
                ? temporary(header, text)
                : Destination.ofSubscription(header, text, dottedTopics);
    }

    private Destination temporary(String header, String text) {
        Destination.requireName(Dialect.TEMPORARY, header, text);
        return Destination.temporary(text, replies.topicOf(header, text));
    }
}
