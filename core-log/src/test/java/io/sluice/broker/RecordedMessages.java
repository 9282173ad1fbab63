package io.sluice.broker;

import io.sluice.log.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Makes messages as they lie in the log, sealed, with rising offsets. */
public final class RecordedMessages {
    private final ParcelBuilder builder = new ParcelBuilder();
    private final long firstOffset;
    private final long storeTimeMs;
    private Topic topic = new Topic(0, "t".getBytes(StandardCharsets.UTF_8));
    private byte[] block = new byte[0];
    private int publisherRef;
    private long expirySeconds = -1;

    public RecordedMessages(long firstOffset, long storeTimeMs) {
        this.firstOffset = firstOffset;
        this.storeTimeMs = storeTimeMs;
    }

    /** The next messages have this topic. */
    public RecordedMessages to(String name) {
        topic = new Topic(0, name.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The next messages have this property block. */
    public RecordedMessages with(byte... properties) {
        block = properties.clone();
        return this;
    }

    /** The next messages come from this session. */
    public RecordedMessages from(int ref) {
        publisherRef = ref;
        return this;
    }

    /** The next messages expire. */
    public RecordedMessages expiring(long seconds) {
        expirySeconds = seconds;
        return this;
    }

    /**
     * Adds a message.
     *
     * @param flags of {@link MessageFlags}
     */
    public RecordedMessages add(int flags, String payload) {
        return add(flags, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a message. */
    public RecordedMessages add(int flags, byte[] payload) {
        int room = builder.add(topic, flags, block.length, payload.length);
        System.arraycopy(block, 0, builder.array(), room, block.length);
        System.arraycopy(payload, 0, builder.array(), room + block.length, payload.length);
        builder.publishedBy(room, topic, publisherRef, 0);
        if (expirySeconds >= 0) {
            builder.expiresAfter(room, topic, expirySeconds);
        }
        return this;
    }

    /** All that was added. */
    public Stretch stretch() {
        int count = builder.count();
        byte[] bytes = builder.take(false, Receipt.NONE).bytes();
        long offset = firstOffset;
        for (int at = 0; at < bytes.length; at = RecordLayout.next(bytes, at)) {
            RecordLayout.seal(bytes, at, offset++, storeTimeMs, 0, new CRC32C());
        }
        return new Stretch(bytes, 0, bytes.length, count);
    }
}
