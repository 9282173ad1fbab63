package io.sluice.broker;

import io.sluice.log.RecordLayout;

/** What a message is marked with: bits of one number, as it lies in the record. */
public final class MessageFlags {
    /** Bits 0 and 1 are the quality of service: {@code flags & QOS}. */
    public static final int QOS = RecordLayout.FLAG_QOS;

    public static final int RETAIN = RecordLayout.FLAG_RETAIN;

    /** The payload is known to be valid UTF-8 text. Set it only when it was checked. */
    public static final int BODY_UTF8 = RecordLayout.FLAG_BODY_UTF8;

    public static final int FROM_MQTT = RecordLayout.ORIGIN_MQTT;
    public static final int FROM_STOMP = RecordLayout.ORIGIN_STOMP;
    public static final int EXPIRES = RecordLayout.FLAG_EXPIRES;
    public static final int WILL = RecordLayout.FLAG_WILL;

    /** Not to be published before its time. Set by {@link ParcelBuilder#delay}. */
    public static final int DELAYED = RecordLayout.FLAG_DELAYED;

    private MessageFlags() {}
}
