package io.sluice.stomp;

import java.util.List;

/**
 * Headers of SUBSCRIBE by which other brokers change what is delivered, to whom, or how long it is
 * kept, in ways that we do not have. They are refused, so that nobody takes what comes for what was
 * asked for.
 */
final class RefusedHeaders {
    private static final List<String> IF_TRUE =
            List.of(
                    "no-local",
                    "exclusive",
                    "browser",
                    "x-single-active-consumer",
                    "activemq.noLocal",
                    "activemq.exclusive",
                    "activemq.retroactive");

    private static final List<String> ALWAYS =
            List.of(
                    "x-stream-filter",
                    "x-priority",
                    "x-max-priority",
                    "x-message-ttl",
                    "x-expires",
                    "x-max-length",
                    "x-max-length-bytes",
                    "x-overflow",
                    "x-dead-letter-exchange",
                    "x-dead-letter-routing-key",
                    "activemq.priority",
                    "transformation");

    private static final String AUTO_DELETE = "auto-delete";
    private static final String QUEUE_NAME = "x-queue-name";
    private static final String SUBSCRIPTION_TYPE = "subscription-type";

    /**
     * Finds nothing that cannot be had, or throws.
     *
     * @param durable whether the subscription outlives its connection by name
     */
    static void check(ClientFrame subscribe, Destination destination, boolean durable) {
        for (String name : IF_TRUE) {
            if (subscribe.isTrue(name)) {
                throw unsupported(subscribe, name, "");
            }
        }
        for (String name : ALWAYS) {
            if (!subscribe.header(name).isEmpty()) {
                throw unsupported(subscribe, name, "");
            }
        }
        boolean isQueue = destination.filter().isQueue();
        if (subscribe.isTrue(AUTO_DELETE) && (durable || isQueue)) {
            throw unsupported(subscribe, AUTO_DELETE, " for what outlives its connection");
        }
        String queue = subscribe.header(QUEUE_NAME);
        if (!queue.isEmpty() && !destination.text().equals(Dialect.QUEUE.topicOf(queue))) {
            throw unsupported(
                    subscribe, QUEUE_NAME, "; members of /shared/<group>/<filter> part messages");
        }
        String unlike = destination.filter().isGroup() ? "MULTICAST" : "ANYCAST";
        if (subscribe.header(SUBSCRIPTION_TYPE).equalsIgnoreCase(unlike)) {
            throw unsupported(subscribe, SUBSCRIPTION_TYPE, " with " + unlike + " there");
        }
    }

    private static StompViolation unsupported(ClientFrame frame, String name, String more) {
        return StompViolation.refused(
                "header not supported",
                frame.command()
                        + " has the header "
                        + name
                        + ", which is not supported"
                        + more
                        + ".");
    }

    private RefusedHeaders() {}
}
