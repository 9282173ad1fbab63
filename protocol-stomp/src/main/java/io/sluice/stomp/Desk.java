package io.sluice.stomp;

import io.sluice.auth.Authenticator;
import io.sluice.auth.Authorizer;
import io.sluice.broker.Broker;
import io.sluice.broker.Ingress;
import io.sluice.broker.TrafficMetrics;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What the sessions of one event loop work with.
 *
 * @param ingress the loop's way into the broker
 * @param durables of all event loops
 * @param loop the event loop
 */
record Desk(
        StompConfig config,
        Broker broker,
        Ingress ingress,
        Authenticator authenticator,
        Authorizer authorizer,
        Clock clock,
        TrafficMetrics.Of traffic,
        DurablesInUse durables,
        Executor loop) {

    /** The longest message that the broker takes. */
    int recordBytesMax() {
        return broker.recordBytesMax();
    }

    /** Whether dots part the levels of {@code /topic/…}. */
    boolean dottedTopics() {
        return config.topicSeparator() == StompConfig.TopicSeparator.DOT;
    }
}
