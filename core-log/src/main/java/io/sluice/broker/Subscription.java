package io.sluice.broker;

/**
 * A wish: messages of these topics, under these terms. The words are MQTT 5's (3.8.3.1).
 *
 * @param filter which topics
 * @param qos the most that is granted, 0 to 2
 * @param noLocal not what the same session publishes
 * @param retainAsPublished keep the retain flag of live messages as it was
 * @param retainHandling 0 send retained messages, 1 only if the subscription is new, 2 never
 * @param identifier to be told with each message, 1 to 268,435,455; 0 for none
 * @param where where in the log it begins; a group has no place but {@link Where#NEXT}
 */
public record Subscription(
        TopicFilter filter,
        int qos,
        boolean noLocal,
        boolean retainAsPublished,
        int retainHandling,
        int identifier,
        Where where) {
    public Subscription {
        if (qos < 0
                || qos > 2
                || retainHandling < 0
                || retainHandling > 2
                || identifier < 0
                || identifier > 268_435_455) {
            throw new IllegalArgumentException("subscription to " + filter + " out of range");
        }
        if (filter.isGroup() && !where.isOrdinary()) {
            throw new IllegalArgumentException("a group begins at no place: " + filter);
        }
    }

    /** From now on, nothing special. */
    public static Subscription of(TopicFilter filter, int qos) {
        return new Subscription(filter, qos, false, false, 0, 0, Where.NEXT);
    }
}
