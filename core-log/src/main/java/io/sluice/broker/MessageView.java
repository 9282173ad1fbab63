package io.sluice.broker;

import io.sluice.log.RecordLayout;
import java.nio.charset.StandardCharsets;

/**
 * A pair of glasses on one message in its record: set it with {@link #on}, read, set it again.
 * Holds no copy. Not for two threads at once.
 */
public final class MessageView {
    private byte[] bytes = new byte[RecordLayout.HEADER_BYTES];
    private int at;

    /** Looks at the record at {@code at} from now on. */
    public MessageView on(byte[] records, int at) {
        this.bytes = records;
        this.at = at;
        return this;
    }

    /** What all places below point into. */
    public byte[] bytes() {
        return bytes;
    }

    public long offset() {
        return RecordLayout.offset(bytes, at);
    }

    public long storeTimeMs() {
        return RecordLayout.storeTimeMs(bytes, at);
    }

    /** Bits of {@link MessageFlags}. */
    public int flags() {
        return RecordLayout.flags(bytes, at);
    }

    public int qos() {
        return flags() & MessageFlags.QOS;
    }

    public boolean isRetain() {
        return (flags() & MessageFlags.RETAIN) != 0;
    }

    public int topicId() {
        return RecordLayout.topicId(bytes, at);
    }

    public int publisherRef() {
        return RecordLayout.publisherRef(bytes, at);
    }

    public boolean expires() {
        return (flags() & MessageFlags.EXPIRES) != 0;
    }

    /** Whole seconds that the message has left at {@code nowMs}; 0 or less: it has expired. */
    public long secondsLeft(long nowMs) {
        long waited = Math.max(0, nowMs - storeTimeMs()) / 1000;
        return RecordLayout.expirySeconds(bytes, at) - waited;
    }

    /** Whether it expires and its time is over at {@code nowMs}. */
    public boolean hasExpired(long nowMs) {
        return expires() && secondsLeft(nowMs) <= 0;
    }

    public int topicAt() {
        return RecordLayout.topicAt(at);
    }

    public int topicBytes() {
        return RecordLayout.topicBytes(bytes, at);
    }

    /** The topic's name, decoded anew at each call. */
    public String topic() {
        return new String(bytes, topicAt(), topicBytes(), StandardCharsets.UTF_8);
    }

    /** Where the block of {@link MessageProperties} begins. */
    public int propertiesAt() {
        return RecordLayout.propertiesAt(bytes, at);
    }

    public int propertiesBytes() {
        return RecordLayout.propertiesBytes(bytes, at);
    }

    public int payloadAt() {
        return RecordLayout.payloadAt(bytes, at);
    }

    public int payloadBytes() {
        return RecordLayout.payloadBytes(bytes, at);
    }

    /** Where the record behind this one begins in {@link #bytes}. */
    public int next() {
        return RecordLayout.next(bytes, at);
    }
}
