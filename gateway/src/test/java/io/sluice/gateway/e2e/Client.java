package io.sluice.gateway.e2e;

import java.util.List;

/** A client program of somebody else, in one of the ways in which it can connect. */
interface Client {
    /** What the messages that it publishes and gets may carry. */
    enum Protocol {
        MQTT_3,
        MQTT_5,
        STOMP
    }

    Protocol protocol();

    /** Starts the program and waits until it has subscribed. */
    Listening subscribe(String topicFilter, int qos);

    /** Runs the program until each payload is published and acknowledged. */
    void publish(String topicName, int qos, List<String> properties, String... hexPayloads);

    /** How this client names a topic or a filter; what begins with a slash is named as it is. */
    default String named(String topic) {
        return protocol() == Protocol.STOMP && !topic.startsWith("/") ? "/topic/" + topic : topic;
    }
}
