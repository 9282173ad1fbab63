package io.sluice.stomp;

import io.sluice.broker.SessionName;
import java.util.List;

/**
 * The name under which a durable subscription is found again, in any of the spellings that clients
 * of RabbitMQ and ActiveMQ use. Its scope is the client id, or else the login.
 *
 * @param canTakeOver whether a second use ends the first: only under an explicit client id, since
 *     many clients may share a login
 */
record Durable(SessionName name, boolean canTakeOver) {
    /** Of a subscription that ends with its connection. */
    static final Durable NONE = new Durable(SessionName.anonymous("stomp"), false);

    /** Headers that make a subscription durable under its id. */
    private static final List<String> IF_TRUE = List.of("durable", "persistent");

    /** Headers that name it themselves. */
    private static final List<String> IF_NAMED =
            List.of(
                    "activemq.subscriptionName",
                    // as ActiveMQ itself spelt it for years
                    "activemq.subcriptionName",
                    "durable-subscription-name");

    /** What SUBSCRIBE or UNSUBSCRIBE says of it. */
    static Durable read(ClientFrame frame, Client client) {
        for (String header : IF_NAMED) {
            if (!frame.header(header).isEmpty()) {
                return named(frame.header(header), client);
            }
        }
        for (String header : IF_TRUE) {
            if (frame.isTrue(header)) {
                return named(frame.required(HeaderName.ID), client);
            }
        }
        return NONE;
    }

    boolean isPresent() {
        return !name.isAnonymous();
    }

    private static Durable named(String name, Client client) {
        boolean hasClientId = !client.clientId().isEmpty();
        String scope =
                hasClientId
                        ? "client-id:" + whole(client.clientId())
                        : "login:" + whole(client.principal().name());
        return new Durable(new SessionName("stomp", scope + "/" + name), hasClientId);
    }

    /** Without a slash, so that no scope and name read like another scope and name. */
    private static String whole(String scope) {
        return scope.replace("%", "%25").replace("/", "%2F");
    }
}
