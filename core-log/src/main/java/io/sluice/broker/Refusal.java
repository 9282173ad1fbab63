package io.sluice.broker;

/** Why the broker will not. A value, not an error: it is policy, and the client is told. */
public enum Refusal {
    NOT_AUTHORIZED("not authorized"),
    TOO_LARGE("the message is longer than the log takes"),
    TOPICS_FULL("the broker knows as many topics as it may"),
    SESSIONS_FULL("the broker holds as many sessions as it may"),
    SUBSCRIPTIONS_FULL("the session has as many subscriptions as it may"),
    RETAINED_FULL("the broker holds as many retained messages as it may"),
    DELAYED_FULL("the broker delays no more messages, or not for so long"),
    QUEUE_UNKNOWN("there is no such queue"),
    QUEUE_FULL("the queue holds as much as it may"),
    QUEUES_FULL("there are as many queues, or they hold as much, as may be"),
    DISK_FULL("the disk is full"),
    BUSY("the broker is busy"),
    SESSION_GONE("the session was taken over or has ended"),
    SHUTTING_DOWN("the broker is shutting down");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** One phrase for the client. */
    public String text() {
        return text;
    }
}
