package io.sluice.stomp;

import io.sluice.broker.Topic;

/**
 * Where a SEND goes.
 *
 * @param onlyIfThere whether it is a queue that the message does not make
 * @param delaySeconds how long it waits before it is published; 0 not at all
 */
record SendTarget(Topic topic, boolean onlyIfThere, long delaySeconds) {
    boolean isDelayed() {
        return delaySeconds > 0;
    }

    /** What the message is at least towards MQTT: a queue promises all that it takes. */
    int qosMin() {
        return topic.isQueue() ? 1 : 0;
    }
}
