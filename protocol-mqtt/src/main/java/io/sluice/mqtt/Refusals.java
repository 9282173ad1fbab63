package io.sluice.mqtt;

import io.sluice.broker.Refusal;
import io.sluice.mqtt.packet.Reason;

/** The broker's refusals in MQTT's words: not every reason may stand in every packet. */
final class Refusals {
    /** In PUBACK and PUBREC; one that may not stand there ends the connection. */
    static Reason ofPublish(Refusal why) {
        return switch (why) {
            case NOT_AUTHORIZED -> Reason.NOT_AUTHORIZED;
            case TOPICS_FULL, RETAINED_FULL, DELAYED_FULL, QUEUE_FULL, QUEUES_FULL, DISK_FULL ->
                    Reason.QUOTA_EXCEEDED;
            default -> ofConnection(why);
        };
    }

    /** Whether PUBACK and PUBREC have this reason. */
    static boolean isPublishAnswer(Reason reason) {
        return reason == Reason.NOT_AUTHORIZED || reason == Reason.QUOTA_EXCEEDED;
    }

    /** In SUBACK. */
    static Reason ofSubscribe(Refusal why) {
        return switch (why) {
            case NOT_AUTHORIZED -> Reason.NOT_AUTHORIZED;
            case TOPICS_FULL, SUBSCRIPTIONS_FULL, QUEUES_FULL, DISK_FULL -> Reason.QUOTA_EXCEEDED;
            default -> Reason.UNSPECIFIED_ERROR;
        };
    }

    /** In CONNACK. */
    static Reason ofConnect(Refusal why) {
        return switch (why) {
            case SHUTTING_DOWN, SESSION_GONE -> Reason.SERVER_UNAVAILABLE;
            default -> ofConnection(why);
        };
    }

    /** In DISCONNECT. */
    static Reason ofConnection(Refusal why) {
        return switch (why) {
            case NOT_AUTHORIZED -> Reason.NOT_AUTHORIZED;
            case TOO_LARGE -> Reason.PACKET_TOO_LARGE;
            case TOPICS_FULL,
                    SESSIONS_FULL,
                    SUBSCRIPTIONS_FULL,
                    RETAINED_FULL,
                    DELAYED_FULL,
                    QUEUE_FULL,
                    QUEUES_FULL,
                    DISK_FULL ->
                    Reason.QUOTA_EXCEEDED;
            case BUSY -> Reason.SERVER_BUSY;
            case SESSION_GONE -> Reason.SESSION_TAKEN_OVER;
            case SHUTTING_DOWN -> Reason.SERVER_SHUTTING_DOWN;
            case QUEUE_UNKNOWN -> Reason.UNSPECIFIED_ERROR; // MQTT has no way to ask for one
        };
    }

    private Refusals() {}
}
