package io.sluice.stomp;

import java.util.List;

/**
 * What a SUBSCRIBE asks for. What cannot be had is refused, never ignored.
 *
 * @param id empty for a client of version 1.0 that gave none
 * @param text the destination as it was written
 * @param window messages that may be sent without an answer
 */
record SubscribeRequest(String id, String text, Destination destination, AckMode mode, int window) {

    /**
     * Messages at once for a member of a group or queue that does not say: others want some too.
     */
    private static final int MEMBER_WINDOW = 1000;

    /** Headers that make a subscription outlive its connection. */
    private static final List<String> DURABLE_IF_TRUE = List.of("durable", "persistent");

    private static final List<String> DURABLE_IF_SET =
            List.of("activemq.subscriptionName", "durable-subscription-name");

    /** Headers that change what is delivered, in ways that we do not have. */
    private static final List<String> REFUSED_IF_SET =
            List.of("selector", HeaderName.X_STREAM_OFFSET);

    private static final List<String> REFUSED_IF_TRUE =
            List.of(
                    "no-local",
                    "exclusive",
                    "activemq.noLocal",
                    "activemq.exclusive",
                    "activemq.retroactive");

    static SubscribeRequest read(ClientFrame frame, StompVersion version, StompConfig config) {
        boolean dotted = config.topicSeparator() == StompConfig.TopicSeparator.DOT;
        String text = frame.required(HeaderName.DESTINATION);
        String id =
                version == StompVersion.V1_0
                        ? frame.header(HeaderName.ID)
                        : frame.required(HeaderName.ID);
        if (!version.canSay(id)) {
            throw StompViolation.of(
                    "bad id", "id of SUBSCRIBE has a letter that MESSAGE could not repeat.");
        }
        refuseDurable(frame);
        refuseUnsupported(frame);
        Destination destination =
                Destination.ofSubscription("SUBSCRIBE: destination", text, dotted);
        AckMode mode = AckMode.of(frame.header(HeaderName.ACK));
        int max = config.connection().unackedMax();
        int unasked = destination.filter().isGroup() ? Math.min(max, MEMBER_WINDOW) : max;
        return new SubscribeRequest(id, text, destination, mode, window(frame, unasked, max));
    }

    /** No SUBSCRIBE nor UNSUBSCRIBE may speak of durable subscriptions. */
    static void refuseDurable(ClientFrame frame) {
        for (String name : DURABLE_IF_TRUE) {
            if (frame.isTrue(name)) {
                throw unsupported(frame, name);
            }
        }
        for (String name : DURABLE_IF_SET) {
            if (frame.headers().contains(name)) {
                throw unsupported(frame, name);
            }
        }
    }

    private static void refuseUnsupported(ClientFrame frame) {
        for (String name : REFUSED_IF_SET) {
            if (frame.headers().contains(name)) {
                throw unsupported(frame, name);
            }
        }
        for (String name : REFUSED_IF_TRUE) {
            if (frame.isTrue(name)) {
                throw unsupported(frame, name);
            }
        }
    }

    private static StompViolation unsupported(ClientFrame frame, String name) {
        return StompViolation.refused(
                "header not supported",
                frame.command() + " has the header " + name + ", which is not supported.");
    }

    private static int window(ClientFrame frame, int unasked, int max) {
        String header = HeaderName.PREFETCH_COUNT;
        String text = frame.header(header);
        if (text.isEmpty()) {
            header = "activemq.prefetchSize";
            text = frame.header(header);
        }
        if (text.isEmpty()) {
            return unasked;
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
