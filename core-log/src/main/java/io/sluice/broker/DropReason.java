package io.sluice.broker;

import java.util.Arrays;
import java.util.Locale;

/** Why a message was not stored, or not delivered to somebody who was to have it. */
public enum DropReason {
    /** Its time was over before it could be sent. */
    EXPIRED,
    /** The client may not publish it, or may not read it. */
    NOT_AUTHORIZED,
    /** The client takes no packet as long as this one. */
    PACKET_TOO_LARGE,
    /** The client's protocol version cannot say the topic's name. */
    DESTINATION_UNSAYABLE,
    /** A reader of live messages only was too far behind and was moved to the end. */
    LIVE_LAG,
    /** Retention took the records before they were read. */
    TRIMMED,
    /** QoS 0, published while the session was asleep. */
    ASLEEP_QOS0,
    /** It is not written to the log, and the subscriber was not fed live just then. */
    NOT_LIVE,
    /** The client did not want it: NACK, or an acknowledgement with an error. */
    REJECTED,
    /** Nobody could take it, and there are no dead letters for it, or they are full. */
    UNDELIVERABLE,
    /** Its queue has no room, and refuses or lets the oldest go. */
    QUEUE_FULL,
    /** There are as many queues as there may be, or they hold as much. */
    QUEUES_FULL,
    /** Its queue was deleted by an operator. */
    QUEUE_DELETED,
    /** The broker knows as many topics as it may. */
    TOPICS_FULL,
    /** The message is longer than the log takes. */
    TOO_LARGE,
    /** The disk is full. */
    DISK_FULL,
    /** There are as many delayed messages as there may be, or the delay is too long. */
    DELAYED_FULL,
    /** The topic is none that may be published to. */
    TOPIC_NAME_INVALID,
    /** The payload is not the text that it is said to be. */
    PAYLOAD_FORMAT_INVALID,
    /** Refused for another reason, which the client was told. */
    REFUSED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the metrics and the API say it. */
    public String label() {
        return label;
    }

    /** The reason with this label, or {@link #REFUSED}. */
    public static DropReason labelled(String label) {
        return Arrays.stream(values())
                .filter(reason -> reason.label.equals(label))
                .findFirst()
                .orElse(REFUSED);
    }

    /** Of a publish that the broker refused. */
    public static DropReason of(Refusal why) {
        return labelled(why.name().toLowerCase(Locale.ROOT));
    }
}
