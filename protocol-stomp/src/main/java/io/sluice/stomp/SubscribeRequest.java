package io.sluice.stomp;

import io.sluice.broker.Where;
import io.sluice.stomp.selector.Selector;
import io.sluice.stomp.selector.SelectorFaultException;
import java.time.Clock;

/**
 * What a SUBSCRIBE asks for. What cannot be had is refused, never ignored.
 *
 * @param id empty for a client of version 1.0 that gave none
 * @param window messages that may be sent without an answer
 */
record SubscribeRequest(
        String id,
        Destination destination,
        AckMode mode,
        int window,
        Durable durable,
        Selector selector,
        Where where) {
    /**
     * Messages at once for a member of a group or queue that does not say: others want some too.
     */
    private static final int MEMBER_WINDOW = 1000;

    /** Replies to a temporary queue that its client does not subscribe to by itself. */
    static SubscribeRequest ofReplies(Destination temporary, int window) {
        return new SubscribeRequest(
                temporary.alias(),
                temporary,
                AckMode.AUTO,
                window,
                Durable.NONE,
                Selector.EVERYTHING,
                Where.NEXT);
    }

    static SubscribeRequest read(ClientFrame frame, StompSession session) {
        Client client = session.client();
        int windowMax = session.desk().config().connection().unackedMax();
        String text = frame.required(HeaderName.DESTINATION);
        String id =
                client.version() == StompVersion.V1_0
                        ? frame.header(HeaderName.ID)
                        : frame.required(HeaderName.ID);
        if (!client.version().canSay(id)) {
            throw StompViolation.of(
                    "bad id", "id of SUBSCRIBE has a letter that MESSAGE could not repeat.");
        }
        Destination destination =
                session.destinations().ofSubscription("SUBSCRIBE: destination", text);
        // a queue outlives its readers by itself, and a queue for replies does not
        boolean isQueue = destination.filter().isQueue() || destination.isTemporary();
        Durable durable = isQueue ? Durable.NONE : Durable.read(frame, client);
        RefusedHeaders.check(frame, destination, durable.isPresent());
        return new SubscribeRequest(
                id,
                destination,
                AckMode.of(frame.header(HeaderName.ACK)),
                window(frame, destination, windowMax),
                durable,
                selector(frame, destination),
                where(frame, destination, session.desk().clock()));
    }

    /**
     * Of a group or queue there is none: a message that one member passes over is not another's.
     */
    private static Selector selector(ClientFrame frame, Destination destination) {
        String text = frame.header(HeaderName.SELECTOR);
        if (text.isBlank()) {
            return Selector.EVERYTHING;
        }
        if (destination.filter().isGroup()) {
            throw StompViolation.refused(
                    "header not supported",
                    "SUBSCRIBE has the header selector, which is not supported for a queue or a"
                            + " group: a message that no member selects would never leave it.");
        }
        try {
            return Selector.compile(text);
        } catch (SelectorFaultException fault) {
            throw StompViolation.of(
                    "bad selector",
                    "selector of SUBSCRIBE is wrong at position "
                            + fault.position()
                            + ": "
                            + fault.getMessage()
                            + ".");
        }
    }

    /** Where in the log it begins. A group has one cursor for all its members. */
    private static Where where(ClientFrame frame, Destination destination, Clock clock) {
        String text = frame.header(HeaderName.X_STREAM_OFFSET);
        if (text.isEmpty()) {
            return Destination.isStream(frame.header(HeaderName.DESTINATION))
                    ? Where.ONWARD
                    : Where.NEXT;
        }
        if (destination.filter().isGroup() || destination.isTemporary()) {
            throw StompViolation.refused(
                    "header not supported",
                    "SUBSCRIBE has the header x-stream-offset, which is not supported for a queue"
                            + " or a group.");
        }
        return Where.parse(text, clock)
                .orElseThrow(
                        () ->
                                StompViolation.of(
                                        "bad x-stream-offset",
                                        "x-stream-offset of SUBSCRIBE is none of "
                                                + Where.FORMS
                                                + "."));
    }

    private static int window(ClientFrame frame, Destination destination, int max) {
        String header = HeaderName.PREFETCH_COUNT;
        String text = frame.header(header);
        if (text.isEmpty()) {
            header = "activemq.prefetchSize";
            text = frame.header(header);
        }
        if (text.isEmpty()) {
            return destination.filter().isGroup() ? Math.min(max, MEMBER_WINDOW) : max;
        }
        int wanted;
        try {
            wanted = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            wanted = -1;
        }
        if (wanted < 0) {
            throw StompViolation.of(
                    "bad " + header, header + " of SUBSCRIBE is not a number of messages.");
        }
        // 0 is how RabbitMQ's clients say: no bound of mine
        return wanted == 0 ? max : Math.min(wanted, max);
    }
}
